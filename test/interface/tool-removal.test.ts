/** Removing packages through the tool that keeps them: a script stands in for uv, and does to the disk what uv does. */
import { existsSync, linkSync } from "node:fs";
import { join } from "node:path";
import SearchDeveloperCaches from "../../src/search-developer-caches";
import type { Session } from "../../preview";
import { mark } from "../../src/interface/shared/marks";
import { packageKey } from "../../src/packaging/row-key";
import { readHistory } from "../../src/interface/removal/history";
import { isolate, open, titles } from "../commands/open";
import { layOutFiles, type Laid } from "../python-caches/lay-out-files";
import { documentedHere } from "../support/documented-paths";
import { callsOfUv, pretendUv, type PretendUv } from "../support/pretend-uv";
import { filesBelow } from "../support/tree";

// What else runs on the machine is not asked: one of these tools may.
jest.mock("../../src/files/processes", () => ({
  ...jest.requireActual<object>("../../src/files/processes"),
  listProcesses: () => Promise.resolve([]),
}));

const command = { name: "search-developer-caches" };

const ofUv: Record<string, Laid> = {
  "archive-v0/one/six.py": 30_000,
  "archive-v0/one/six-1.16.0.dist-info/METADATA": 500,
  "archive-v0/two/docopt-0.6.2.dist-info/METADATA": 20_000,
  "wheels-v8/pypi/six/1.16.0-py2.py3-none-any.http": 1_000,
};

/** What uv does of these: `uv cache clean --cache-dir DIR six`, `uv cache prune --cache-dir DIR`, `uv --version`. */
const removing = 'rm -r "$4/archive-v0/one" "$4/wheels-v8/pypi/six"; echo "Removed 3 files"';

interface Opened {
  home: string;
  cache: string;
  session: Session;
}

async function openUv(given: PretendUv = {}): Promise<Opened> {
  const uv = { clean: removing, ...given };
  const home = isolate();
  const cache = join(home, documentedHere(".cache/uv"));
  layOutFiles(cache, ofUv);
  pretendUv(home, uv);
  const session = await open(SearchDeveloperCaches, command);
  await session.run("Show Packages…", "uv");
  return { home, cache, session };
}

const removal = (session: Session): string =>
  String(session.offeredActions().find(({ props }) => String(props.title).startsWith("Remove with"))?.props.title);

it("asks with what would go and the command, removes through uv, and says what came back", async () => {
  const { home, cache, session } = await openUv();
  await session.select("six");
  await session.run(removal(session), "six");
  expect(session.alert).toMatchObject({
    title: expect.stringMatching(/^Remove six from uv \((up to )?31\.5 kB\)\?$/),
    primaryAction: { title: "Remove", style: "destructive" },
  });
  for (const line of [
    "1.16.0 unpacked wheel",
    "1.16.0 metadata",
    "3 files",
    `uv cache clean --cache-dir ${cache} six`,
    "Environments keep what they have.",
  ]) {
    expect(session.alert?.message).toContain(line);
  }
  expect(callsOfUv(home)).toEqual([]);
  await session.answer(true);
  expect(session.toast).toMatchObject({ style: "success", title: "Removed six from uv (31.5 kB Reclaimed)" });
  expect(callsOfUv(home)).toEqual([`cache clean --cache-dir ${cache} six`]);
  await session.settled();
  expect(titles(session)).toEqual(["docopt"]);
  await session.runToastAction("Copy Log");
  expect(session.effects.at(-1)).toMatchObject({ text: expect.stringContaining("Removed 3 files") });
  const { entries } = await readHistory();
  expect(entries).toMatchObject([{ what: "six from uv", bytes: 31_500, count: 3, fromPip: 0, failed: 0 }]);
});

it("changes nothing where that is declined", async () => {
  const { home, session } = await openUv();
  await session.select("six");
  await session.run(removal(session), "six");
  await session.answer(false);
  expect(callsOfUv(home)).toEqual([]);
  expect(titles(session)).toEqual(["six", "docopt"]);
});

it("says what an environment has links to, and that it did not come back", async () => {
  const { home, cache, session } = await openUv();
  linkSync(join(cache, "archive-v0/one/six.py"), join(home, "linked.py"));
  await session.run("Refresh", "six");
  await session.settled();
  await session.select("six");
  await session.run(removal(session), "six");
  expect(session.alert?.message).toContain("Of it 30.0 kB linked elsewhere: removing frees nothing of that.");
  await session.answer(true);
  expect(session.toast).toMatchObject({
    title: "Removed six from uv (1.5 kB Reclaimed)",
    message: "30.0 kB linked elsewhere: removing freed nothing of that",
  });
  expect(existsSync(join(home, "linked.py"))).toBe(true);
});

it("says of a uv that leaves what is unpacked how much that is, and prunes it", async () => {
  const { cache, home, session } = await openUv({
    version: "0.4.1",
    clean: 'rm -r "$4/wheels-v8/pypi/six"',
    prune: 'rm -r "$4/archive-v0/one"',
  });
  await session.select("six");
  await session.run(removal(session), "six");
  await session.answer(true);
  expect(session.toast).toMatchObject({
    style: "failure",
    title: "Removed six from uv in Part (1.0 kB Reclaimed)",
    message: "30.5 kB of six stay: uv 0.4.1 leaves what is unpacked until it is pruned",
  });
  await session.runToastAction("Prune uv");
  expect(session.alert).toMatchObject({ title: "Prune uv?", primaryAction: { title: "Prune" } });
  expect(session.alert?.message).toContain("uv cache prune --cache-dir");
  await session.answer(true);
  expect(session.toast).toMatchObject({ style: "success", title: "Pruned uv (30.5 kB Reclaimed)" });
  expect(callsOfUv(home).at(-1)).toBe(`cache prune --cache-dir ${cache}`);
  const { entries } = await readHistory();
  expect(entries.map(({ what, bytes }) => [what, bytes])).toEqual([
    ["What uv pruned", 30_500],
    ["six from uv", 1_000],
  ]);
});

it("says that uv waits for another one, and stops waiting when that is cancelled", async () => {
  const { session } = await openUv({
    clean: 'echo "Cache is currently in-use, waiting for other uv processes to finish" >&2; exec sleep 60',
  });
  await session.select("six");
  await session.run(removal(session), "six");
  session.answerAlert(true);
  // How it can be left is said once it takes long.
  await session.waitFor(
    ({ toast }) =>
      toast?.message?.startsWith("uv waits until another one has ended") && toast.primaryAction?.title === "Cancel",
  );
  await session.runToastAction("Cancel");
  await session.waitFor(({ toast }) => toast?.style === "failure");
  await session.settled();
  expect(session.toast).toMatchObject({ style: "failure", title: "Stopped (0 bytes Reclaimed)" });
  expect(titles(session)).toEqual(["six", "docopt"]);
});

it("says why uv failed after it had waited, in words that can be acted on", async () => {
  const { session } = await openUv({
    clean:
      'echo "Cache is currently in-use, waiting for other uv processes to finish" >&2; echo "error: Timeout (60s)" >&2; exit 2',
  });
  await session.select("six");
  await session.run(removal(session), "six");
  await session.answer(true);
  expect(session.toast).toMatchObject({ style: "failure", title: "Did Not Remove six from uv" });
  expect(session.toast?.message).toMatch(
    /uv waited for another uv that uses its cache\..* Let that end and try again\.$/,
  );
});

it("says why it failed otherwise, with what uv said", async () => {
  const { session } = await openUv({ clean: 'echo "error: Permission denied" >&2; exit 2' });
  await session.select("six");
  await session.run(removal(session), "six");
  await session.answer(true);
  expect(session.toast).toMatchObject({ style: "failure", title: "Did Not Remove six from uv" });
  expect(session.toast?.message).toContain("failed with code 2. It said: error: Permission denied.");
});

it("says that a package is kept, and removes it all the same since it was named", async () => {
  const { session } = await openUv();
  mark({ packages: [packageKey("pip", "six")], versions: [] }, true);
  await session.select("six");
  await session.run(removal(session), "six");
  expect(session.alert?.message).toContain("It is marked “Keep Always”, and goes all the same, since you named it.");
  await session.answer(true);
  expect(session.toast).toMatchObject({ style: "success", title: "Removed six from uv (31.5 kB Reclaimed)" });
});

it("says which part of a package of conda an environment has, and removes the rest by its path", async () => {
  const home = isolate();
  const base = join(home, documentedHere("miniconda3/pkgs"), "..");
  const build = "six-1.16.0-pyhd3eb1b0_1";
  layOutFiles(base, {
    [`pkgs/${build}/info/index.json`]: 500,
    [`pkgs/${build}/lib/six.py`]: 30_000,
    [`pkgs/${build}.conda`]: 18_000,
    "envs/web/lib/six.py": { sameAs: `pkgs/${build}/lib/six.py` },
  });
  const session = await open(SearchDeveloperCaches, command);
  await session.run("Show Packages…", "conda");
  await session.select("six");
  await session.run(removal(session), "six");
  expect(session.alert?.title).toMatch(/^Remove six from conda \((up to )?18\.0 kB\)\?$/);
  expect(session.alert?.message).toContain("30.5 kB stay: environments have that package.");
  expect(session.alert?.message).toContain(
    "conda has no command for files of one package: they are removed by their paths.",
  );
  await session.answer(true);
  expect(session.toast).toMatchObject({
    style: "success",
    title: "Removed six from conda (18.0 kB Reclaimed)",
    message: "30.5 kB of six stay: environments have that package",
  });
  expect(filesBelow(join(base, "pkgs")).sort()).toEqual([`${build}/info/index.json`, `${build}/lib/six.py`]);
  const { entries } = await readHistory();
  expect(entries).toMatchObject([{ what: "six from conda", bytes: 18_000, count: 1 }]);
  await session.select("six");
  await session.run(removal(session), "six");
  expect(session.toast).toMatchObject({ style: "failure", title: "Did Not Remove six from conda" });
  expect(session.toast?.message).toContain("environments have that package");
});

it("says of a package that PDM only has unpacked how it goes", async () => {
  const home = isolate();
  layOutFiles(join(home, documentedHere(".cache/pdm")), {
    "packages/six-1.16.0-py2.py3-none-any.whl.cache/.referrers": 40,
    "packages/six-1.16.0-py2.py3-none-any.whl.cache/lib/six.py": 30_000,
  });
  const session = await open(SearchDeveloperCaches, command);
  await session.run("Show Packages…", "PDM");
  await session.select("six");
  await session.run(removal(session), "six");
  expect(session.toast).toMatchObject({ style: "failure", title: "Did Not Remove six from PDM" });
  expect(session.toast?.message).toContain("Unpacked packages that no project links to go with Prune PDM");
});
