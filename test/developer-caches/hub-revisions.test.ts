/** Revisions of Hugging Face that no branch and no tag names: which, what they free, and that only hf removes them. */
import { mkdirSync, symlinkSync, unlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { clearTargets, planClear } from "../../src/developer-caches/clear";
import { detachedRevisions } from "../../src/developer-caches/hub-revisions";
import { resolveTarget } from "../../src/developer-caches/resolve";
import { compareTrees, hashTree } from "../support/tree";
import { emptyMachine, install, toolOf, write } from "./lay-out";

const hashOf = (digit: string) => digit.repeat(40);

/** A repository as huggingface_hub lays it out: blobs, links to them in each revision, and what names revisions. */
function layOutRepository(
  hub: string,
  folder: string,
  refs: Record<string, string>,
  revisions: Record<string, string[]>,
) {
  for (const [name, hash] of Object.entries(refs)) write(join(hub, folder, "refs", name), hash);
  for (const [hash, blobs] of Object.entries(revisions)) {
    for (const blob of blobs) {
      write(join(hub, folder, "blobs", blob), blob.repeat(1_000));
      const file = join(hub, folder, "snapshots", hash, `${blob}.bin`);
      mkdirSync(dirname(file), { recursive: true });
      symlinkSync(`../../blobs/${blob}`, file);
    }
  }
}

function hubWith() {
  const machine = emptyMachine("linux", { PATH: "" });
  const hub = join(machine.home, ".cache/huggingface/hub");
  const old = { [hashOf("1")]: ["a", "b"], [hashOf("2")]: ["a", "c"], [hashOf("3")]: ["d"] };
  layOutRepository(hub, "models--org--name", { main: hashOf("2"), "pr/1": hashOf("3") }, old);
  layOutRepository(hub, "datasets--rows", { main: hashOf("4") }, { [hashOf("4")]: ["e"] });
  return { machine, hub };
}

it("what no ref names is detached, also of nested ones, and frees only files that no other revision has", async () => {
  const { hub } = hubWith();
  expect(await detachedRevisions(hub)).toEqual({
    detached: [{ folder: "models--org--name", revisions: [hashOf("1")], bytes: 1_000 }],
    ambiguous: [],
  });
});

it("all of a repository that has no refs is, and files that two of them share count once", async () => {
  const { hub } = hubWith();
  layOutRepository(hub, "spaces--app", {}, { [hashOf("5")]: ["f", "g"], [hashOf("6")]: ["g"] });
  const { detached } = await detachedRevisions(hub);
  expect(detached).toContainEqual({ folder: "spaces--app", revisions: [hashOf("5"), hashOf("6")], bytes: 2_000 });
});

it("none is where the refs cannot be read, and links out of the hub count nothing", async () => {
  const { machine, hub } = hubWith();
  const out = join(hub, "models--org--name/snapshots", hashOf("1"), "out");
  symlinkSync(join(machine.root, "elsewhere/victim/letter.txt"), out);
  expect((await detachedRevisions(hub)).detached[0]?.bytes).toBe(1_000);
  unlinkSync(join(hub, "models--org--name/refs/main"));
  symlinkSync("/dev/zero", join(hub, "models--org--name/refs/main"));
  expect((await detachedRevisions(hub)).detached).toEqual([]);
});

it("a hash that another repository still names is ambiguous", async () => {
  const { hub } = hubWith();
  layOutRepository(hub, "models--mirror--name", { main: hashOf("1") }, { [hashOf("1")]: ["a"] });
  expect((await detachedRevisions(hub)).ambiguous).toEqual([hashOf("1")]);
});

it("only hf removes them, from the folder that was counted, and nothing is done where it is not there", async () => {
  const { machine, hub } = hubWith();
  const tool = toolOf("huggingface.hub-models");
  const prunes = tool.prunes;
  if (!prunes) throw new Error("nothing prunes");
  const targets = resolveTarget(tool, prunes, machine);
  expect(targets.map(({ root }) => root)).toEqual([hub]);
  expect(planClear(targets, machine)[0]?.refused).toContain("was not found");
  const before = hashTree(machine.root);
  await clearTargets(targets, machine);
  expect(compareTrees(before, hashTree(machine.root))).toEqual(compareTrees(before, before));
  const script = `[ "$1 $2 $3 $4" = "cache prune --yes --cache-dir" ] && rm "$5/models--org--name/blobs/b"`;
  install(machine, "hf", script);
  machine.env.PATH = join(machine.home, ".local/bin");
  const { cleared } = await clearTargets(targets, machine);
  expect(cleared[0]).toMatchObject({ reclaimed: 1_000, failures: [] });
});
