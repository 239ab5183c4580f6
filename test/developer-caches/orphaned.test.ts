/** What tools that are gone have left: which folders of it may go to the Trash, and which never. */
import { chmodSync, mkdirSync, renameSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { catalogue } from "../../src/developer-caches/catalogue/catalogue";
import { planClear } from "../../src/developer-caches/clear";
import { orphanedFolders } from "../../src/developer-caches/orphaned";
import { resolveTools } from "../../src/developer-caches/resolve";
import type { Machine } from "../../src/files/machine";
import { emptyMachine, install, layOut, onMachine, toolOf, write } from "./lay-out";

const folders: [id: string, path: string][] = [
  ["uv.cache", ".cache/uv"],
  ["pnpm.store", ".local/share/pnpm/store"],
  ["conda.packages", "miniconda3/pkgs"],
  ["huggingface.hub-models", ".cache/huggingface/hub/models--org--name"],
  ["huggingface.hub-datasets", ".cache/huggingface/hub/datasets--org--name"],
  ["huggingface.hub-spaces", ".cache/huggingface/hub/spaces--org--name"],
  ["go.modules", "go/pkg/mod"],
  ["pdm.cache", ".cache/pdm/http"],
];

/** What may go of a target, by paths below the home. */
function orphansOf(id: string, machine: Machine): string[] {
  const found = resolveTools([toolOf(id)], machine).filter(({ target }) => target.id === id);
  const paths = found.flatMap((one) => orphanedFolders(one, machine));
  return paths.map((path) => path.slice(machine.home.length + 1));
}

function machineWith(id: string, path: string): Machine & { root: string } {
  // No folder of programs but that of the home.
  const machine = emptyMachine("linux", { PATH: "" });
  layOut(id, onMachine(machine, path));
  return machine;
}

it.each(folders)("all of %s goes when its tool is gone, and nothing of it while that is there", (id, path) => {
  const machine = machineWith(id, path);
  const program = toolOf(id).targets.find((target) => target.id === id)?.commands?.[0]?.program ?? "";
  expect(orphansOf(id, machine)).toEqual([path]);
  install(machine, program, "exit 0");
  machine.env.PATH = join(machine.home, ".local/bin");
  expect(orphansOf(id, machine)).toEqual([]);
});

it("what of pre-commit's folder is clones goes, and its database, saved changes and others' files stay", () => {
  const machine = machineWith("pre-commit.repositories", ".cache/pre-commit");
  write(join(machine.home, ".cache/pre-commit/patch1700000000-1"), "precious");
  write(join(machine.home, ".cache/pre-commit/db.db"), "db");
  expect(orphansOf("pre-commit.repositories", machine)).toEqual([
    ".cache/pre-commit/py_envx",
    ".cache/pre-commit/repox",
  ]);
});

it("nothing goes of a tool that is there and may not be used, because others may write it", () => {
  const machine = machineWith("uv.cache", ".cache/uv");
  install(machine, "uv", "exit 0");
  machine.env.PATH = join(machine.home, ".local/bin");
  chmodSync(join(machine.home, ".local/bin/uv"), 0o777);
  expect(orphansOf("uv.cache", machine)).toEqual([]);
});

it("nothing goes of a folder that is a link", () => {
  const machine = machineWith("uv.cache", ".cache/uv");
  const moved = join(machine.root, "elsewhere/uv");
  renameSync(join(machine.home, ".cache/uv"), moved);
  symlinkSync(moved, join(machine.home, ".cache/uv"));
  expect(orphansOf("uv.cache", machine)).toEqual([]);
});

it("nothing goes of a folder that is under version control, or was moved and shows not what it is", () => {
  const machine = machineWith("uv.cache", ".cache/uv");
  mkdirSync(join(machine.home, ".cache/uv/.git"));
  expect(orphansOf("uv.cache", machine)).toEqual([]);
  const other = emptyMachine("linux", { PATH: "", UV_CACHE_DIR: "" });
  write(join(other.root, "big/letter.txt"), "Dear");
  other.env.UV_CACHE_DIR = join(other.root, "big");
  expect(orphansOf("uv.cache", other)).toEqual([]);
});

it("nothing goes of what environments have links to, of data, nor of any target that is not named", () => {
  const named = new Set([...folders.map(([id]) => id), "pre-commit.repositories"]);
  const machine = emptyMachine("linux", { PATH: "" });
  for (const tool of catalogue) {
    for (const target of tool.targets) {
      const [pattern] = tool.places[target.place]?.defaults.linux ?? [];
      if (!pattern?.startsWith("~/") || pattern.includes("*")) continue;
      const [below = ""] = target.paths;
      if (!below.includes("*")) write(join(machine.home, pattern.slice(2), below, "file"), "x");
    }
  }
  const plans = planClear(resolveTools(catalogue, machine), machine);
  expect(plans.length).toBeGreaterThan(20);
  const orphaned = plans.filter((plan) => plan.orphaned.length > 0).map(({ target }) => target.target.id);
  expect(orphaned.filter((id) => !named.has(id))).toEqual([]);
  for (const { refused, orphaned: own } of plans) if (own.length > 0) expect(refused).toMatch(/was not found\.$/);
});
