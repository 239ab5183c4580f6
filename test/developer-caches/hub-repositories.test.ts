import { createHash } from "node:crypto";
import { existsSync, mkdirSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { clearTargets, planClear } from "../../src/developer-caches/clear";
import { measureTarget } from "../../src/developer-caches/measure-tool";
import { resolveTools } from "../../src/developer-caches/resolve";
import { compareTrees, hashTree } from "../support/tree";
import { emptyMachine, install, onMachine, toolOf, write } from "./lay-out";

const hub = ".cache/huggingface/hub";

/** Two revisions that share the file that is large, as the hub's cache has them, with a link out of it. */
function repository(
  machine: ReturnType<typeof emptyMachine>,
  folder: string,
  revisions = ["1", "2"].map((digit) =>
    createHash("sha1")
      .update(folder + digit)
      .digest("hex"),
  ),
): void {
  const at = (path: string) => onMachine(machine, `${hub}/${folder}/${path}`);
  write(at(`blobs/${"a".repeat(64)}`), "x".repeat(100_000));
  write(at("refs/main"), "2".repeat(40));
  for (const revision of revisions) {
    const file = at(`snapshots/${revision}/model.safetensors`);
    mkdirSync(dirname(file), { recursive: true });
    symlinkSync(`../../blobs/${"a".repeat(64)}`, file);
  }
  symlinkSync(join(machine.root, "elsewhere/victim"), at("snapshots/out"));
}

describe("what the hub of Hugging Face keeps", () => {
  it("is one place for each model, data set and space, and what revisions share is counted once", async () => {
    const machine = emptyMachine("linux");
    for (const folder of ["models--gpt2", "models--org--name", "datasets--org--rows", "spaces--org--app"]) {
      repository(machine, folder);
    }
    write(onMachine(machine, `${hub}/version.txt`), "1");
    write(onMachine(machine, `${hub}/notes--mine/letter.txt`), "Dear");
    const found = resolveTools([toolOf("huggingface.hub-models")], machine);
    expect(found.map(({ target, path }) => [target.id.replace(/.*-/, ""), path.replace(/.*hub\//, "")])).toEqual([
      ["models", "models--gpt2"],
      ["models", "models--org--name"],
      ["datasets", "datasets--org--rows"],
      ["spaces", "spaces--org--app"],
    ]);
    const links = 2 * `../../blobs/${"a".repeat(64)}`.length + join(machine.root, "elsewhere/victim").length;
    for (const one of found) expect((await measureTarget(one, machine)).bytes).toBe(100_000 + 40 + links);
  });

  it("goes one by one, by the name that hf has for it, and nothing else with it", async () => {
    const machine = emptyMachine("linux");
    for (const folder of ["models--org--name", "datasets--org--name"]) repository(machine, folder);
    install(
      machine,
      "hf",
      `[ "$1 $2 $3 $4 $5" = "cache rm dataset/org/name --yes --cache-dir" ] && rm -r "$6/datasets--org--name"`,
    );
    const before = hashTree(machine.root);
    const [, rows] = resolveTools([toolOf("huggingface.hub-models")], machine);
    const { bytes } = await measureTarget(rows, machine);
    const { cleared, reclaimed } = await clearTargets([rows], machine, { evenIfInUse: true });
    expect(cleared.map(({ failures, refused }) => [failures, refused])).toEqual([[[], undefined]]);
    expect(reclaimed).toBe(bytes);
    expect(existsSync(rows.root)).toBe(false);
    const { gone, added, changed } = compareTrees(before, hashTree(machine.root));
    expect([gone.filter((path) => !path.includes("datasets--org--name")), added, changed]).toEqual([[], [], []]);
  });

  it("stays where a repository beside it has the same revision: hf goes by hashes alone", async () => {
    const machine = emptyMachine("linux");
    const [own, common] = ["a", "b"].map((digit) => digit.repeat(40));
    repository(machine, "models--org--name", [own, common]);
    repository(machine, "models--mirror--name", [common]);
    repository(machine, "models--other--name");
    install(machine, "hf", `rm -r "$6/models--mirror--name"`);
    const before = hashTree(machine.root);
    const found = resolveTools([toolOf("huggingface.hub-models")], machine);
    const [mirror, name, other] = planClear(found, machine);
    expect(mirror.refused).toContain("models--org--name has a revision of the same hash");
    expect(name.refused).toContain("models--mirror--name has a revision of the same hash");
    expect(other.refused).toBeUndefined();
    const { cleared } = await clearTargets([name.target], machine, { evenIfInUse: true });
    expect(cleared).toMatchObject([{ refused: name.refused, reclaimed: 0 }]);
    expect(hashTree(machine.root)).toEqual(before);
  });
});
