/** Caches that belong to somebody else, as those that `sudo` once filled. */
import { chmodSync } from "node:fs";
import { catalogue } from "../../src/developer-caches/catalogue/catalogue";
import { clearTargets } from "../../src/developer-caches/clear";
import { measureTargets } from "../../src/developer-caches/measure-tool";
import { resolveTools } from "../../src/developer-caches/resolve";
import { itUnless, NOBODY, noSuperuser } from "../support/unless";
import { emptyMachine, layOut, onMachine } from "./lay-out";

itUnless(noSuperuser, "what cannot be read is named with the reason, and stops nothing else", async () => {
  const machine = emptyMachine("linux");
  for (const [id, path] of [
    ["npm.cacache", ".npm/_cacache"],
    ["composer.cache", ".cache/composer"],
    ["maven.repository", ".m2/repository"],
  ]) {
    layOut(id, onMachine(machine, path));
    chmodSync(onMachine(machine, path), 0o700);
  }
  layOut("npm.logs", onMachine(machine, ".npm/_logs"));
  chmodSync(machine.root, 0o755);
  process.seteuid?.(NOBODY);
  try {
    const found = resolveTools(catalogue, machine);
    const sizes = await measureTargets(found, machine);
    const unreadable = found.filter((one) => sizes.get(one)?.unreadable.length);
    expect(unreadable.map(({ target }) => target.id)).toEqual(["npm.cacache", "maven.repository", "composer.cache"]);
    const { cleared, reclaimed } = await clearTargets(found, machine, { evenIfInUse: true });
    expect(reclaimed).toBe(0);
    for (const { failures, refused } of cleared) expect(failures.length > 0 || refused !== undefined).toBe(true);
  } finally {
    process.seteuid?.(0);
  }
});
