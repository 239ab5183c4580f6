/** Several rows of the lists of tools at once: selected, asked about once with each tool's share, and removed with one result. */
import { existsSync, linkSync } from "node:fs";
import { join } from "node:path";
import type { Session } from "../../preview";
import { catalogue } from "../../src/developer-caches/catalogue/catalogue";
import { formatBytes } from "../../src/interface/shared/format";
import { readHistory } from "../../src/interface/removal/history";
import { mark } from "../../src/interface/shared/marks";
import { packageKey } from "../../src/packaging/row-key";
import SearchPipCache from "../../src/search-pip-cache";
import { isolate, open, pipCacheIn, row, sections, titles } from "../commands/open";
import { layOutFiles } from "../python-caches/lay-out-files";
import { documentedHere } from "../support/documented-paths";
import { buildSdist, buildWheel } from "../support/distributions";
import { cacheBuiltWheel, cacheFile } from "../support/package-entries";
import { until } from "../support/in-time";
import { callsOfUv, pretendUv, type PretendUv } from "../support/pretend-uv";
import { afterwards } from "../support/temporary";
import { filesBelow } from "../support/tree";

// What else runs on the machine is not asked: one of these tools may.
jest.mock("../../src/files/processes", () => ({
  ...jest.requireActual<object>("../../src/files/processes"),
  listProcesses: () => Promise.resolve([]),
}));

const select = process.platform === "darwin" ? "opt+s" : "alt+s";

const ofUv = {
  "archive-v0/six-a/six.py": 30_000,
  "archive-v0/six-a/six-1.16.0.dist-info/METADATA": 500,
  "wheels-v8/pypi/six/1.16.0-py2.py3-none-any.http": 1_000,
  "archive-v0/docopt-a/docopt-0.6.2.dist-info/METADATA": 20_000,
  "wheels-v8/pypi/docopt/0.6.2-py2.py3-none-any.http": 1_000,
  "archive-v0/idna-a/idna-3.10.dist-info/METADATA": 7_000,
  "wheels-v8/pypi/idna/3.10-py3-none-any.http": 1_000,
};
/** Of conda an archive, and what an environment has. */
const ofConda = {
  "pkgs/six-1.16.0-pyhd3eb1b0_1.conda": 18_000,
  "pkgs/idna-3.10-py_0/info/index.json": 500,
  "pkgs/idna-3.10-py_0/lib/idna.py": 9_000,
  "envs/web/lib/idna.py": { sameAs: "pkgs/idna-3.10-py_0/lib/idna.py" },
};

interface Opened {
  home: string;
  uv: string;
  conda: string;
  /** Bytes of six with pip. */
  pipBytes: number;
  session: Session;
}

async function openList(choice: "uv" | "all", given: PretendUv = {}, builds = false): Promise<Opened> {
  const home = isolate();
  const uv = join(home, documentedHere(".cache/uv"));
  const conda = join(home, documentedHere("miniconda3/pkgs"), "..");
  layOutFiles(uv, ofUv);
  layOutFiles(conda, ofConda);
  pretendUv(home, given);
  const pip = { directory: pipCacheIn(home), layout: "http-v2" as const };
  const { size } = cacheFile(pip, buildWheel({ name: "six", version: "1.16.0" }));
  if (builds) cacheBuiltWheel(pip, buildSdist({ name: "six", version: "1.15.0" }));
  const session = await open(SearchPipCache, { name: "search-pip-cache" });
  await session.choose(`tool:${choice}`);
  return { home, uv, conda, pipBytes: size, session };
}

async function selectRows(session: Session, ...names: string[]): Promise<void> {
  for (const name of names) await session.press(select, name);
}

const keep = (name: string) => mark({ packages: [packageKey("pip", name)], versions: [] }, true);

it("removes the selected rows of uv's list by one command, after one question, and what is kept stays", async () => {
  const { home, uv, session } = await openList("uv");
  keep("docopt");
  await selectRows(session, "six", "docopt", "idna");
  expect(sections(session)[0]?.subtitle).toMatch(/ · 3 selected, 39\.5 kB$/);
  await session.press("ctrl+d");
  expect(session.alert?.title).toMatch(/^Remove 2 packages from uv \((up to )?39\.5 kB\)\?$/);
  expect(session.alert?.message).toContain("1 package marked “Keep Always” (21.0 kB) stay");
  await session.answer(true);
  expect(callsOfUv(home)).toEqual([`cache clean --cache-dir ${uv} six idna`]);
  expect(session.toast).toMatchObject({ style: "success", title: "Removed 2 packages from uv (39.5 kB Reclaimed)" });
  await session.settled();
  expect(titles(session)).toEqual(["docopt"]);
  expect(sections(session)[0]?.subtitle).not.toContain("selected");
});

it("names of pip's part what is hard to get back", async () => {
  const { session } = await openList("all", {}, true);
  await selectRows(session, "six", "idna");
  await session.press("ctrl+d");
  expect(session.alert?.message).toMatch(
    /\n\n1 entry of pip \([\d.]+ kB\) may be hard to get back:\nsix 1\.15\.0: built here, what it was built from is not cached\n/,
  );
  await session.answer(false);
});

it("asks once about rows of several tools, with each one's packages and what comes back, and removes them all", async () => {
  const { home, uv, conda, pipBytes, session } = await openList("all");
  linkSync(join(uv, "archive-v0/six-a/six.py"), join(home, "linked.py"));
  await session.run("Refresh", "six");
  await session.settled();
  await selectRows(session, "six", "docopt", "idna");
  await session.press("ctrl+d");
  // Of uv all but what has a link, of conda what no environment has.
  const back = 1_500 + 21_000 + 8_000 + 18_000 + pipBytes;
  expect(session.alert?.title.replace("up to ", "")).toBe(`Remove 3 packages (${formatBytes(back)})?`);
  const message = session.alert?.message ?? "";
  for (const line of [
    "uv: 3 packages, 30.5 kB, and 30.0 kB linked elsewhere",
    "conda: 2 packages, 18.0 kB",
    `pip: 1 package, ${formatBytes(pipBytes)}`,
    "Removing frees nothing of what is linked elsewhere.",
    `uv cache clean --cache-dir ${uv}`,
    "docopt (21.0 kB)",
  ]) {
    expect(message).toContain(line);
  }
  await session.answer(true);
  await session.settled();
  expect(callsOfUv(home)).toHaveLength(1);
  expect(filesBelow(uv)).toEqual([]);
  expect(filesBelow(join(conda, "pkgs")).sort()).toEqual([
    "idna-3.10-py_0/info/index.json",
    "idna-3.10-py_0/lib/idna.py",
  ]);
  expect(filesBelow(pipCacheIn(home)).filter((path) => path.endsWith(".body"))).toEqual([]);
  // What an environment has stays, which is said.
  expect(session.toast).toMatchObject({
    title: `Removed 3 packages in Part (${formatBytes(back)} Reclaimed)`,
    message: expect.stringContaining("9.5 kB of idna stay: environments have that package"),
  });
  expect(titles(session)).toEqual(["idna"]);
  const { entries } = await readHistory();
  expect(entries.map(({ bytes }) => bytes).sort()).toEqual([30_500, 18_000, pipBytes].sort());
});

it("leaves what is kept of each tool, and says how much that is", async () => {
  const { home, uv, pipBytes, session } = await openList("all");
  keep("six");
  await selectRows(session, "six", "docopt");
  await session.press("ctrl+d");
  const message = session.alert?.message ?? "";
  expect(message).toContain("uv: 1 package, 21.0 kB; 1 kept package (31.5 kB) stays");
  expect(message).toContain("conda: 1 kept package (18.0 kB) stays.");
  expect(message).not.toContain("goes all the same");
  await session.answer(true);
  await session.settled();
  expect(callsOfUv(home)).toEqual([`cache clean --cache-dir ${uv} docopt`]);
  expect(row(session, "six").subtitle).toContain("pip");
  expect(JSON.stringify(row(session, "six").accessories)).toContain("Kept");
  expect(pipBytes).toBeGreaterThan(0);
  expect(filesBelow(pipCacheIn(home)).some((path) => path.endsWith(".body"))).toBe(true);
});

it("removes one package from all of its tools, also where it is kept since it was named", async () => {
  const { home, session } = await openList("all");
  keep("six");
  await session.run("Remove from All of Them", "six");
  expect(session.alert?.message).toContain("goes all the same, since you named it");
  await session.answer(true);
  await session.settled();
  expect(titles(session)).not.toContain("six");
  expect(callsOfUv(home)).toHaveLength(1);
});

it("says of each tool what failed, by its path and why, and removes the rest", async () => {
  const { conda, pipBytes, session } = await openList("all", { clean: 'echo "error: Permission denied" >&2; exit 2' });
  await selectRows(session, "six", "docopt");
  await session.press("ctrl+d");
  await session.answer(true);
  await session.settled();
  expect(session.toast).toMatchObject({
    style: "failure",
    title: `Removed 2 packages in Part (${formatBytes(18_000 + pipBytes)} Reclaimed)`,
    message: expect.stringMatching(/uv: .*failed with code 2\. It said: error: Permission denied\./),
  });
  expect(existsSync(join(conda, "pkgs/six-1.16.0-pyhd3eb1b0_1.conda"))).toBe(false);
  await session.runToastAction("Copy Log");
  expect(session.effects.at(-1)).toMatchObject({ text: expect.stringContaining("error: Permission denied") });
});

it("ends between tools when it is cancelled: what was not begun stays", async () => {
  const { home, conda, session } = await openList("all", { clean: "exec sleep 60" });
  await selectRows(session, "six", "docopt");
  await session.press("ctrl+d");
  session.answerAlert(true);
  await until(() => callsOfUv(home).length > 0);
  await session.runToastAction("Cancel");
  await session.settled();
  expect(session.toast).toMatchObject({
    style: "failure",
    title: "Stopped (0 bytes Reclaimed)",
    message: expect.stringMatching(/^uv: 0 of 2 packages removed · Not begun: conda, pip/),
  });
  expect(existsSync(join(conda, "pkgs/six-1.16.0-pyhd3eb1b0_1.conda"))).toBe(true);
  expect(filesBelow(pipCacheIn(home)).some((path) => path.endsWith(".body"))).toBe(true);
});

it("removes nothing in bulk while it cannot be read what is kept", async () => {
  const { home, session } = await openList("all");
  await selectRows(session, "six", "docopt");
  const { environment } = jest.requireActual<{ environment: { supportPath: string } }>("@raycast/api");
  layOutFiles(environment.supportPath, { "kept.json": "{" });
  await session.press("ctrl+d");
  expect(session.alert).toBeUndefined();
  expect(session.toast?.message).toContain("cannot be read");
  expect(callsOfUv(home)).toEqual([]);
});

it("keeps all that is selected, by names, whoever has them", async () => {
  const { session } = await openList("all");
  await selectRows(session, "six", "docopt");
  await session.run("Keep 2 Packages Always", "idna");
  for (const name of ["six", "docopt"]) expect(JSON.stringify(row(session, name).accessories)).toContain("Kept");
  expect(JSON.stringify(row(session, "idna").accessories)).not.toContain("Kept");
});

it("selects nothing where versions are searched for, which no tool removes by itself", async () => {
  const { uv, session } = await openList("uv");
  layOutFiles(uv, { "archive-v0/six-b/six-1.17.0.dist-info/METADATA": 7_000 });
  await session.run("Refresh", "six");
  await session.settled();
  await selectRows(session, "six");
  expect(sections(session)[0]?.subtitle).toContain("1 selected");
  await session.search("six<1.17");
  expect(sections(session)[0]?.subtitle).not.toContain("selected");
  const offered = session.offeredActions().map(({ props }) => String(props.title));
  expect(offered).not.toContain("Select");
  expect(offered.filter((title) => title.startsWith("Remove"))).toEqual([]);
  await session.search("");
  expect(sections(session)[0]?.subtitle).toContain("1 selected");
});

it("selects all that is found, and nothing of what cannot go", async () => {
  const { uv, session } = await openList("uv");
  layOutFiles(uv, { "git-v0/db/2122faf3e081fb7a/packed-refs": 4_000 });
  await session.run("Refresh", "six");
  await session.settled();
  await session.run("Select All", "six");
  expect(sections(session)[0]?.subtitle).toContain("3 selected");
  await session.run("Deselect All", "six");
  expect(sections(session)[0]?.subtitle).not.toContain("selected");
});

it("takes three key presses to remove one package of uv where its list was chosen before", async () => {
  const { home, session } = await openList("uv");
  const presses = [() => session.search("six"), () => session.press("ctrl+d"), () => session.answer(true)];
  for (const press of presses) await press();
  expect(session.toast).toMatchObject({ style: "success", title: expect.stringMatching(/^Removed six from uv/) });
  expect(callsOfUv(home)).toHaveLength(1);
});

it("says “at most” of clones, which nobody sees, before and after, with one tool and with several", async () => {
  const [target] = catalogue.find(({ id }) => id === "uv")?.targets ?? [];
  if (target === undefined) throw new Error("uv has no target");
  const { sharing } = target;
  target.sharing = { darwin: "clones", linux: "clones", win32: "clones" };
  afterwards(() => void (target.sharing = sharing));
  const { pipBytes, session } = await openList("all");
  await session.run("Remove with uv (up to 21.0 kB)", "docopt");
  expect(session.alert?.title).toBe("Remove docopt from uv (up to 21.0 kB)?");
  expect(session.alert?.message).toContain("Environments may share blocks unseen: at most so much comes back.");
  await session.answer(true);
  expect(session.toast?.message).toContain("at most so much came back");
  await session.settled();
  await session.run("Remove from All of Them", "six");
  expect(session.alert?.title).toBe(`Remove six (up to ${formatBytes(31_500 + 18_000 + pipBytes)})?`);
  expect(session.alert?.message).toContain("at most so much comes back");
  await session.answer(true);
  expect(session.toast?.message).toContain("at most so much came back");
});
