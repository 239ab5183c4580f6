/** What is left, closed or turned off while it works. */
import { existsSync, mkdirSync, truncateSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { isolate, pipCacheIn, rememberPips } from "../commands/open";
import { documentedHere } from "../support/documented-paths";
import { fileHeaders } from "../support/answers";
import { httpV2Entry } from "../support/cache-writer";
import { buildWheel } from "../support/distributions";
import { makeEnvironment, newPip, oldPip } from "../support/pip";
import { temporaryDirectory } from "../support/temporary";
import { filesBelow } from "../support/tree";
import { itUnless, noPip } from "../support/unless";
import { run, runUntilKilled, type Act, type Outcome, type Step, type Task } from "./run";

const wheel = buildWheel({ name: "alpha", version: "1.0" });
const pip = newPip() ?? oldPip();
const ENTRIES = 700;
const FILES = 2 * ENTRIES;

interface Place {
  cache: string;
  task: Pick<Task, "env" | "dataFolder">;
}

/** A machine with one cache, of one package. */
function place(entries = ENTRIES): Place {
  const cache = temporaryDirectory();
  const dataFolder = temporaryDirectory();
  const headers = fileHeaders(wheel, wheel.content.length);
  for (let index = 0; index < entries; index++) {
    httpV2Entry(cache, { url: `https://files.example.org/${index}`, headers, body: wheel.content });
  }
  isolate({ PIP_CACHE_DIR: cache });
  rememberPips(dataFolder, []);
  return { cache, task: { env: { ...process.env }, dataFolder } };
}

const removing: Act[] = [
  ["run", "Remove Package", "alpha"],
  ["answer", true],
];
/** When two portions of files are noted as done, whoever did them. */
const amidRemoval: Step = { call: "writeSync", with: '"done"', time: 2 };

describe("a removal", () => {
  it.each(["", "exit"])("ends when its view is left, says nothing, and a second one does the rest (%s)", async (as) => {
    const { cache, task } = place();
    const search = { ...task, as, command: "search-pip-cache", acts: removing };
    const left = await run({ ...search, at: amidRemoval, then: [["leave"]] });
    expect(left).toMatchObject({ hasStopped: true, isOpen: false, errors: [] });
    expect(left.screen.toasts.map(({ style }) => style)).not.toContain("success");
    expect(left.toast).toBeUndefined();
    const files = filesBelow(cache).length;
    expect(files).toBeGreaterThan(0);
    expect(files).toBeLessThan(FILES);

    const again = await run(search);
    expect(again.errors).toEqual([]);
    expect(again.toast?.style).toBe("success");
    expect(filesBelow(cache)).toHaveLength(0);
  });

  it("of a process that is killed is finished by a second one", async () => {
    const { cache, task } = place();
    const search = { ...task, command: "search-pip-cache", acts: removing };
    await runUntilKilled({ ...search, at: amidRemoval });
    expect(filesBelow(cache).length).toBeLessThan(FILES);
    const again = await run(search);
    expect(again).toMatchObject({ errors: [], toast: { style: "success" } });
    expect(filesBelow(cache)).toHaveLength(0);
  });

  it("goes on while the window is closed, and says what came of it with the figure in the title", async () => {
    const { cache, task } = place();
    const closed = await run({
      ...task,
      command: "search-pip-cache",
      acts: removing,
      at: amidRemoval,
      then: [["close window"]],
    });
    expect(filesBelow(cache)).toHaveLength(0);
    expect(closed).toMatchObject({ errors: [], hasStopped: true });
    expect(closed.screen.huds.map(({ title }) => title)).toEqual([
      expect.stringMatching(/^Removed alpha \(.+B Reclaimed\)/),
    ]);
    expect(closed.toast?.style).not.toBe("animated");
  });

  it("asks nobody any more when the command was left meanwhile", async () => {
    const { cache, task } = place(3);
    const left = await run({
      ...task,
      command: "search-pip-cache",
      acts: [["run", "Remove Package", "alpha"], ["leave"], ["answer", true]],
    });
    expect(left.refusals).toEqual([expect.stringMatching(/is closed/)]);
    expect(filesBelow(cache)).toHaveLength(6);
  });
});

describe("a command without a view", () => {
  it("outlives the window", async () => {
    const { cache, task } = place();
    const closed = await run({
      ...task,
      command: "clear-pip-cache",
      acts: [["answer", true]],
      at: amidRemoval,
      then: [["close window"]],
    });
    expect(filesBelow(cache)).toHaveLength(0);
    expect(closed).toMatchObject({ errors: [], hasEnded: true, hasStopped: true });
    expect(closed.screen.huds.map(({ title }) => title)).toEqual([
      expect.stringMatching(/^Cleared pip cache \(.+B Reclaimed\)/),
    ]);
    expect(closed.toast?.style).not.toBe("animated");
  });
});

/** Makes one of the files differ from what was downloaded. */
function damage(cache: string): void {
  const [body = ""] = filesBelow(cache).filter((path) => path.endsWith(".body"));
  truncateSync(join(cache, body), 100);
}

/** What came of it is the last that was shown, and nothing spins behind it. */
function expectToldLast(closed: Outcome, says: RegExp): void {
  expect(closed).toMatchObject({ errors: [], refusals: [] });
  expect(closed.screen.huds.at(-1)?.title).toMatch(says);
  expect(closed.toast?.style).not.toBe("animated");
}

describe("the window, closed as soon as something was started,", () => {
  it.each<[command: string, acts: Act[], says: RegExp, left: number]>([
    ["search-pip-cache", removing, /^Removed alpha \(.+B Reclaimed\)/, 0],
    ["clear-pip-cache", [["answer", true]], /^Cleared pip cache \(.+B Reclaimed\)/, 0],
    [
      "check-pip-cache",
      [
        ["run", "Remove Damaged Files"],
        ["answer", true],
      ],
      /^Removed 1 damaged entry \(.+B Reclaimed\)/,
      4,
    ],
  ])("hides nothing of what %s did", async (command, acts, says, left) => {
    const { cache, task } = place(3);
    if (command === "check-pip-cache") damage(cache);
    const closed = await run({ ...task, command, as: "closed", acts });
    expectToldLast(closed, says);
    expect(filesBelow(cache)).toHaveLength(left);
  });

  it("hides nothing of what search-developer-caches did", async () => {
    const home = isolate();
    const archive = join(home, documentedHere(".cache/composer/files/acme/thing/1.zip"));
    mkdirSync(dirname(archive), { recursive: true });
    writeFileSync(archive, "x".repeat(70_000));
    const acts: Act[] = [
      ["run", "Clear Composer", "Composer"],
      ["answer", true],
    ];
    const task = { env: { ...process.env }, dataFolder: temporaryDirectory() };
    const closed = await run({ ...task, command: "search-developer-caches", as: "closed", acts });
    expectToldLast(closed, /^Cleared Composer \(.+B Reclaimed\)/);
    expect(existsSync(archive)).toBe(false);
  });

  itUnless(pip ? undefined : noPip, "hides nothing of what show-pip-installations did", async () => {
    const home = isolate();
    makeEnvironment(pip!, join(home, ".virtualenvs", "own"));
    const configuration = join(home, ".config", "pip", "pip.conf");
    const task = { env: { ...process.env }, dataFolder: temporaryDirectory(), command: "show-pip-installations" };
    const turn = (to: string): Act[] => [
      ["run", `Turn Caching ${to}`],
      ["answer", true],
    ];
    for (const to of ["Off", "On"]) {
      const closed = await run({ ...task, as: "closed", acts: turn(to) });
      expectToldLast(closed, new RegExp(`^pip Says: Caching Is ${to} `));
      expect(existsSync(configuration)).toBe(to === "Off");
    }
  });

  it("does not end a check, whose result is there when it is opened again", async () => {
    const { cache, task } = place();
    damage(cache);
    const at: Step = { call: "postMessage", with: "^verifyFiles$", time: 1 };
    const then: Act[] = [["close window"]];
    const acts: Act[] = [["open window"]];
    const { screen, ...checked } = await run({ ...task, command: "check-pip-cache", at, then, acts });
    expect(checked).toMatchObject({ errors: [], refusals: [], hasStopped: true, isOpen: true });
    expect(screen.sections).toMatchObject([{ title: "Damaged", items: [{}] }]);
    expect(screen).toMatchObject({ isLoading: false, huds: [] });
  });
});

describe("an error that nobody caught", () => {
  it("ends the command, and stands in its place", async () => {
    const { task } = place(1);
    const at: Step = { call: "reject", with: "No such luck", time: 300 };
    const failed = await run({ ...task, command: "search-pip-cache", acts: [["wait for end"]], at });
    expect(failed).toMatchObject({ errors: ["No such luck"], screen: { view: "error", error: "No such luck" } });
  });
});

describe("a command that is turned off", () => {
  it("is said to be, with a way to the settings", async () => {
    const { task } = place(1);
    const refused = await run({
      ...task,
      command: "search-pip-cache",
      disabled: ["show-pip-installations"],
      acts: [["run", "Show pip Installations…", "alpha"]],
    });
    expect(refused).toMatchObject({ errors: [], refusals: [], hasEnded: false });
    expect(refused.toast).toMatchObject({
      style: "failure",
      message: expect.stringContaining("is turned off in Raycast's settings"),
      primaryAction: { title: "Open Settings" },
    });
  });
});

test("the home is the one that the command's own environment names", async () => {
  const home = isolate();
  const cache = pipCacheIn(home);
  const headers = fileHeaders(wheel, wheel.content.length);
  httpV2Entry(cache, { url: "https://files.example.org/1", headers, body: wheel.content });
  const dataFolder = temporaryDirectory();
  rememberPips(dataFolder, []);
  const cleared = await run({
    env: { ...process.env },
    dataFolder,
    command: "clear-pip-cache",
    acts: [["answer", true]],
  });
  expect(cleared).toMatchObject({ errors: [], toast: { style: "success" } });
  expect(filesBelow(cache)).toHaveLength(0);
});
