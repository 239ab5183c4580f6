/** Removing what uv and others keep as the AI asks for it: a script stands in for uv, and does to the disk what uv does. */
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { openCommand } from "../../preview";
import { readHistory } from "../../src/interface/removal/history";
import * as remove from "../../src/tools/remove-cached-packages";
import { isolate, rememberPips } from "../commands/open";
import { layOutFiles } from "../python-caches/lay-out-files";
import { documentedHere } from "../support/documented-paths";
import { callsOfUv, pretendUv, type PretendUv } from "../support/pretend-uv";
import { temporaryDirectory } from "../support/temporary";
import { hashTree } from "../support/tree";
import { callTool } from "./call";

// What else runs on the machine is not asked: one of these tools may.
jest.mock("../../src/files/processes", () => ({
  ...jest.requireActual<object>("../../src/files/processes"),
  listProcesses: () => Promise.resolve([]),
}));

const ofUv = {
  "archive-v0/six-one/six.py": 30_000,
  "archive-v0/six-one/six-1.16.0.dist-info/METADATA": 500,
  "wheels-v8/pypi/six/1.16.0-py2.py3-none-any.http": 1_000,
  "archive-v0/docopt-one/docopt-0.6.2.dist-info/METADATA": 20_000,
  "wheels-v8/pypi/docopt/0.6.2-py2.py3-none-any.http": 1_000,
};

interface LaidOut {
  home: string;
  cache: string;
  dataFolder: string;
}

function layOut(uv: PretendUv = {}): LaidOut {
  const home = isolate();
  const cache = join(home, documentedHere(".cache/uv"));
  layOutFiles(cache, ofUv);
  pretendUv(home, uv);
  const dataFolder = temporaryDirectory();
  rememberPips(dataFolder, []);
  return { home, cache, dataFolder };
}

function store(dataFolder: string, name: string, value: object): void {
  mkdirSync(join(dataFolder, "support"), { recursive: true });
  writeFileSync(join(dataFolder, "support", name), JSON.stringify({ version: 1, ...value }));
}

/** A project that names six. */
function layOutProject({ home, dataFolder }: LaidOut): void {
  const file = join(home, "Projects/api/requirements.txt");
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, "six==1.16.0\n");
  store(dataFolder, "project-folders.json", { folders: [join(home, "Projects")] });
}

const ofSix = { tool: "uv", packages: ["Six"] };

it("names package, bytes, path and who needs it, removes through uv after a yes, and tells the history", async () => {
  const laid = layOut();
  const { home, cache, dataFolder } = laid;
  layOutProject(laid);
  const { asked, result } = await callTool(remove, ofSix, { dataFolder });
  expect(asked?.message).toMatch(/^Remove six from uv \((up to )?31\.5 kB\)\?/);
  expect(asked?.message).toContain("six is in 1 project (api).");
  expect(asked?.message).toContain(`uv cache clean --cache-dir ${cache} six`);
  expect(asked?.info).toEqual([
    { name: "Package", value: "six" },
    { name: "Removed By", value: "uv" },
    { name: "Size", value: expect.stringMatching(/^(up to )?31\.5 kB in 3 files$/) as string },
    { name: "Path", value: documentedHere("~/.cache/uv") },
  ]);
  expect(result).toMatchObject({ removed: true, reclaimedBytes: 31_500, entries: 3 });
  expect(callsOfUv(home)).toEqual([`cache clean --cache-dir ${cache} six`]);
  expect(existsSync(join(cache, "archive-v0/docopt-one"))).toBe(true);
  let entries: unknown;
  const read = async () => void ({ entries } = await readHistory());
  (await openCommand(read, { name: "clear-pip-cache", dataFolder })).dispose();
  expect(entries).toMatchObject([{ what: "six from uv", bytes: 31_500, note: "Asked for by the AI" }]);
});

it("removes nothing after a no, nor where nobody was asked, nor for another tool than was named", async () => {
  const { home, dataFolder } = layOut();
  expect((await callTool(remove, ofSix, { dataFolder, answer: false })).result).toBeUndefined();
  const { result } = await callTool(
    remove,
    { ...ofSix, packages: ["docopt"] },
    { dataFolder, skipsConfirmation: true },
  );
  expect(result).toMatchObject({ removed: false, askAgain: expect.stringContaining("remove-cached-packages") });
  await callTool(remove, { packages: ["six"] }, { dataFolder, answer: false });
  const other = await callTool(remove, { tool: "poetry", packages: ["six"] }, { dataFolder, skipsConfirmation: true });
  expect(other.result).toEqual({ removed: false, notes: ["Nothing was found that Poetry keeps."] });
  expect(callsOfUv(home)).toEqual([]);
});

it("removes nothing where there is more now than was named", async () => {
  const { home, cache, dataFolder } = layOut();
  const meanwhile = () => layOutFiles(cache, { "archive-v0/six-two/six-1.17.0.dist-info/METADATA": 400 });
  const { result } = await callTool(remove, ofSix, { dataFolder, meanwhile });
  expect(result).toMatchObject({ removed: false, askAgain: expect.any(String) });
  expect(result?.notes).toEqual([expect.stringContaining("4 files with 31900 bytes")]);
  expect(callsOfUv(home)).toEqual([]);
});

it("leaves what the person keeps, and what is needed where the policy spares that, and says so", async () => {
  const laid = layOut();
  const { home, dataFolder } = laid;
  layOutProject(laid);
  store(dataFolder, "kept.json", { packages: ["pip/docopt"], versions: [] });
  store(dataFolder, "policy.json", { sparesNeeded: true });
  const before = hashTree(home);
  const { asked, result } = await callTool(remove, { tool: "uv", packages: ["six", "docopt"] }, { dataFolder });
  expect(asked).toBeUndefined();
  expect(result).toEqual({
    removed: false,
    notes: ["Kept by the person, so it stays: docopt.", "1 package that something needs by now stays."],
  });
  expect(hashTree(home)).toEqual(before);
});

it("takes no versions, patterns or paths of another tool, and no other tools", async () => {
  const { dataFolder } = layOut();
  for (const packages of [["six==1.16.0"], ["*"], ["../six"], ["--all"], ["six;rm"]]) {
    const { asked, result } = await callTool(remove, { tool: "uv", packages }, { dataFolder });
    expect([asked, result]).toEqual([
      undefined,
      { error: expect.stringContaining("is no name of a package") as string },
    ]);
  }
  const { result } = await callTool(remove, { tool: "npm", packages: ["six"] }, { dataFolder });
  expect(result).toEqual({ error: '"tool" has to be one of: pip, uv, poetry, pdm, conda.' });
});

it("says what uv keeps nothing of, and removes the rest", async () => {
  const { home, dataFolder } = layOut();
  const { result } = await callTool(remove, { tool: "uv", packages: ["docopt", "numpy"] }, { dataFolder });
  expect(result).toMatchObject({ removed: true, reclaimedBytes: 21_000, notes: ["uv keeps nothing of numpy."] });
  expect(callsOfUv(home)).toHaveLength(1);
});
