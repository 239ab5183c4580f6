/** What other tools keep is on screen before it is read again: as it was remembered, unless something of it was removed since. */
import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Session } from "../../preview";
import { forgetPackages, recallPackages, rememberPackages } from "../../src/interface/shared/remembered-packages";
import type { CachedPackage, PackagesMessage } from "../../src/python-caches/collect-packages";
import type { readPackages } from "../../src/python-caches/read-packages";
import SearchPipCache from "../../src/search-pip-cache";
import { isolate, open, sections, titles } from "../commands/open";
import { layOutFiles } from "../python-caches/lay-out-files";
import { documentedHere } from "../support/documented-paths";
import { afterwards, temporaryDirectory } from "../support/temporary";

const command = { name: "search-pip-cache" };

/** While there is one, nothing that is read is handed over. */
let gate: Promise<void> | undefined;
jest.mock("../../src/python-caches/read-packages", () => {
  const actual = jest.requireActual<{ readPackages: typeof readPackages }>("../../src/python-caches/read-packages");
  return {
    ...actual,
    readPackages: async (...args: Parameters<typeof readPackages>) => {
      await gate;
      return actual.readPackages(...args);
    },
  };
});

/** Holds back what is read until it is called. */
function closeGate(): () => void {
  let open = () => {};
  gate = new Promise((resolve) => (open = resolve));
  const release = () => {
    gate = undefined;
    open();
  };
  afterwards(release);
  return release;
}

const ofUv = {
  "archive-v0/one/six-1.16.0.dist-info/METADATA": 30_000,
  "archive-v0/two/docopt-0.6.2.dist-info/METADATA": 20_000,
};

/** A uv whose list was seen. @returns its folder, and where that is remembered */
async function seen(): Promise<{ cache: string; dataFolder: string; kept: string }> {
  const cache = join(isolate(), documentedHere(".cache/uv"));
  const dataFolder = temporaryDirectory();
  layOutFiles(cache, ofUv);
  const session = await open(SearchPipCache, { ...command, dataFolder });
  await session.choose("tool:uv");
  const kept = join(dataFolder, "support", "packages-uv.txt");
  await session.waitFor(() => existsSync(kept));
  session.dispose();
  return { cache, dataFolder, kept };
}

const hasRows = (session: Session): boolean => session.view.type === "list" && titles(session).length > 0;

const subtitle = (session: Session): string | undefined =>
  hasRows(session) ? sections(session)[0]?.subtitle : undefined;

it("has the rows of the last time before anything is read, says as of when, and then what is there now", async () => {
  const { cache, dataFolder } = await seen();
  layOutFiles(cache, { "archive-v0/three/idna-3.10.dist-info/METADATA": 90_000 });
  const release = closeGate();
  const session = await open(SearchPipCache, { ...command, dataFolder, settle: false });
  await session.waitFor(hasRows);
  expect(titles(session)).toEqual(["six", "docopt"]);
  expect(subtitle(session)).toMatch(/^2 packages, (up to )?50\.0 kB · as of /);
  expect(session.view).toMatchObject({ isLoading: true });
  release();
  await session.settled();
  expect(titles(session)).toEqual(["idna", "six", "docopt"]);
  expect(subtitle(session)).toMatch(/^3 packages, (up to )?140 kB$/);
});

it("has them in the list of all tools, too", async () => {
  const { dataFolder } = await seen();
  const session = await open(SearchPipCache, { ...command, dataFolder });
  const release = closeGate();
  session.choose("tool:all").catch(() => {});
  await session.waitFor(() => (titles(session).length > 1 && subtitle(session)?.includes("as of")) ?? false);
  expect(titles(session)).toEqual(["six", "docopt"]);
  release();
  await session.settled();
  expect(subtitle(session)).not.toContain("as of");
});

it.each([
  ["a letter of it has changed", (text: string) => text.replace("docopt", "dokopt")],
  ["it is cut short", (text: string) => text.slice(0, -9)],
  ["it is empty", () => ""],
  ["it is of another version", (text: string) => text.replace(/^\d+/, "999")],
])("is quietly nothing where %s, and made anew", async (_, damage) => {
  const { dataFolder, kept } = await seen();
  const whole = readFileSync(kept, "utf8");
  writeFileSync(kept, damage(whole));
  const subtitles = new Set<string | undefined>();
  const session = await open(SearchPipCache, { ...command, dataFolder, settle: false });
  session.subscribe(() => subtitles.add(subtitle(session)));
  await session.settled();
  expect(titles(session)).toEqual(["six", "docopt"]);
  expect([...subtitles].filter((text) => text?.includes("as of"))).toEqual([]);
  expect(session.toast).toBeUndefined();
  await session.waitFor(() => readFileSync(kept, "utf8").split("\n")[1] === whole.split("\n")[1]);
});

it("is not about another folder of the same tool", async () => {
  const { cache, dataFolder } = await seen();
  renameSync(cache, `${cache}-2`);
  layOutFiles(cache, {});
  process.env.UV_CACHE_DIR = `${cache}-2`;
  const subtitles = new Set<string | undefined>();
  const session = await open(SearchPipCache, { ...command, dataFolder, settle: false });
  session.subscribe(() => subtitles.add(subtitle(session)));
  await session.settled();
  expect(titles(session)).toEqual(["six", "docopt"]);
  expect([...subtitles].filter((text) => text?.includes("as of"))).toEqual([]);
});

/** Runs it where the support folder is one of its own. */
async function inCommand<Result>(act: () => Promise<Result>): Promise<Result> {
  const dataFolder = temporaryDirectory();
  mkdirSync(join(dataFolder, "support"));
  let done: Promise<Result> | undefined;
  await open((() => (done = act())) as never, { mode: "no-view", dataFolder });
  if (done === undefined) throw new Error("It has not run.");
  return done;
}

const message: PackagesMessage = { tool: "uv", roots: [{ root: "/caches/uv", target: "uv", folder: "uv", kept: [] }] };

const sums = (bytes: number) => ({ files: 1, bytes, shared: 0, newestMs: 1_000 });
const packageOf = (name: string, bytes: number, versions = 1): CachedPackage => ({
  key: `uv/${name}`,
  name,
  ...sums(bytes),
  versions: Array.from({ length: versions }, (_, at) => ({ kind: "wheel", version: `1.${at}`, ...sums(bytes) })),
});
const readOf = (...packages: CachedPackage[]) => ({ packages, total: sums(1), unreadable: [] });

it("is forgotten when something goes from that folder, also by what began to be read before", async () => {
  const recalled = await inCommand(async () => {
    const before = Date.now() - 1_000;
    await rememberPackages(message, readOf(packageOf("six", 5)), before);
    await forgetPackages(["/caches/other"]);
    const kept = await recallPackages(message);
    await forgetPackages(["/caches/uv"]);
    const forgotten = await recallPackages(message);
    await rememberPackages(message, readOf(packageOf("six", 5)), before);
    const late = await recallPackages(message);
    await rememberPackages(message, readOf(packageOf("docopt", 4)), Date.now());
    return [kept, forgotten, late, await recallPackages(message)];
  });
  expect(recalled.map((one) => one?.value.packages.map(({ name }) => name))).toEqual([
    ["six"],
    undefined,
    undefined,
    ["docopt"],
  ]);
});

it("is of a bounded size: of very many the largest are remembered, with the sums of all", async () => {
  const many = Array.from({ length: 40_000 }, (_, at) => packageOf(`package-${at}`, 1e6 - at));
  const { recalled, size } = await inCommand(async () => {
    const { environment } = jest.requireActual<{ environment: { supportPath: string } }>("@raycast/api");
    await rememberPackages(message, { ...readOf(...many), total: sums(7e9) }, Date.now());
    const size = statSync(join(environment.supportPath, "packages-uv.txt")).size;
    return { recalled: await recallPackages(message), size };
  });
  expect(size).toBeLessThan(5 << 20);
  const { packages = [], total } = recalled?.value ?? {};
  expect(packages.length).toBeGreaterThan(10_000);
  expect(packages).toEqual(many.slice(0, packages.length));
  expect(total?.bytes).toBe(7e9);
});
