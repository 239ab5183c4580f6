/**
 * Whatever a view still waits for, it says so: after the host calls a screen settled, nothing on it changes without an
 * event. Each source of what views show answers later than the host waits for quiet, so that whoever does not wait for it
 * is found out.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import CheckPipCache from "../src/check-pip-cache";
import ClearPipCache from "../src/clear-pip-cache";
import SearchDeveloperCaches from "../src/search-developer-caches";
import SearchPipCache from "../src/search-pip-cache";
import ShowPipInstallations from "../src/show-pip-installations";
import { describeScreen } from "../preview/terminal/document";
import type { CommandExport, Session } from "../preview";
import { isolate, openAsking, pipCacheIn, titles } from "./commands/open";
import { documentedHere } from "./support/documented-paths";
import { buildWheel } from "./support/distributions";
import { cacheFile, cachePage } from "./support/package-entries";
import { makeEnvironment, newPip, oldPip } from "./support/pip";
import { itUnless, noPip } from "./support/unless";

/** Longer than the host waits for quiet, and than any view waits before it asks. ms */
const LATE_MS = 500;
/** What was asked for and has not been answered. */
const mockWaiting = new Set<string>();
/** Functions that fail, after their delay. */
const mockFailing = new Set<string>();

type Functions = Record<string, (...args: unknown[]) => unknown>;

/** A module some of whose functions answer late, each time or only when it is worth it. */
function late(actual: Functions, names: string[], isLate: (...args: unknown[]) => boolean = () => true): Functions {
  const slow = names.map((name): [string, (...args: unknown[]) => unknown] => {
    const work = async (...args: unknown[]) => {
      if (isLate(...args)) {
        mockWaiting.add(name);
        await new Promise((resolve) => setTimeout(resolve, LATE_MS));
        mockWaiting.delete(name);
      }
      if (mockFailing.has(name)) throw new Error(`No ${name} today`);
      return actual[name](...args);
    };
    return [name, work];
  });
  return { ...actual, ...Object.fromEntries(slow) };
}

function source(path: string, ...names: string[]): Functions {
  return late(jest.requireActual<Functions>(path), names);
}

jest.mock("../src/pip-cache/scan/scan", () => source("../src/pip-cache/scan/scan", "scan"));
jest.mock("../src/pip-cache/scan/list", () => source("../src/pip-cache/scan/list", "listEntries"));
jest.mock("../src/pip-cache/details/list-files", () => source("../src/pip-cache/details/list-files", "listFiles"));
jest.mock("../src/pip-cache/check/check", () => source("../src/pip-cache/check/check", "check"));
jest.mock("../src/pip-cache/remove/plan", () => source("../src/pip-cache/remove/plan", "plan"));
jest.mock("../src/pip-cache/remove/remove", () => source("../src/pip-cache/remove/remove", "remove"));
jest.mock("../src/pip/find", () => source("../src/pip/find", "findInstallations"));
jest.mock("../src/pip/ask-all", () => source("../src/pip/ask-all", "askAll"));
jest.mock("../src/pip/info", () => source("../src/pip/info", "pipCacheInfo"));
jest.mock("../src/pip/running", () => source("../src/pip/running", "runningPip"));
jest.mock("../src/interface/removal/history", () => source("../src/interface/removal/history", "readHistory"));
jest.mock("../src/files/processes", () => source("../src/files/processes", "listProcesses"));
jest.mock("../src/developer-caches/in-use", () => source("../src/developer-caches/in-use", "usageOf"));
jest.mock("../src/files/volumes", () => source("../src/files/volumes", "readMounts"));
jest.mock("../src/developer-caches/measure-tool", () => {
  return source("../src/developer-caches/measure-tool", "measureTargets", "measureTarget");
});
jest.mock("../src/developer-caches/ask-tool", () => {
  const actual = jest.requireActual<Functions>("../src/developer-caches/ask-tool");
  // One tool after the other is asked: one of them is enough.
  return late(actual, ["ask", "askWhere"], (tool) => (tool as { id: string }).id === "npm");
});

/** A home with a cache that has packages, pages and a file without a name; with caches of other tools; and with npm. */
function fillHome(): string {
  const home = isolate();
  const cache = { directory: pipCacheIn(home), layout: "http-v2" as const };
  const wheel = buildWheel({ name: "alpha", version: "1.0" });
  cacheFile(cache, wheel);
  cachePage(cache, "alpha", []);
  const odd = { ...buildWheel({ name: "odd", version: "1.0" }), content: Buffer.from("What is this?") };
  cacheFile(cache, odd, { headers: () => [["content-type", "text/plain"]] });
  const write = (path: string, content: string, mode = 0o644) => {
    mkdirSync(dirname(join(home, path)), { recursive: true });
    writeFileSync(join(home, path), content, { mode });
  };
  write(documentedHere(".cache/composer/files/acme/thing/1.zip"), "x".repeat(70_000));
  write(documentedHere(".npm/_cacache/content-v2/sha512/aa/bb/cc"), "x".repeat(70_000));
  write("bin/npm", "#!/bin/sh\necho an answer\n", 0o755);
  return home;
}

async function opened(command: CommandExport, name: string): Promise<Session> {
  const session = await openAsking(command, { name, settle: false });
  await settled(session);
  return session;
}

/** Waits until the host calls it settled; what happens after that is what this is about. */
async function settled(session: Session): Promise<void> {
  await session.settled({ timeoutMs: 60_000 });
  expect([...mockWaiting]).toEqual([]);
  const said = describeScreen(session);
  const others: unknown[] = [];
  const stop = session.subscribe(() => others.push(describeScreen(session)));
  await delay(LATE_MS);
  stop();
  for (const other of [...others, describeScreen(session)]) expect(other).toEqual(said);
  expect(said.isLoading).toBe(false);
}

async function act(session: Session, ...what: Parameters<Session["run"]>): Promise<void> {
  await session.run(...what);
  await settled(session);
}

const files = ["alpha", "Other Files"];

describe("a screen that has settled stays as it is", () => {
  afterEach(() => mockFailing.clear());

  it("with packages, their details and their files", async () => {
    fillHome();
    const session = await opened(SearchPipCache, "search-pip-cache");
    expect(titles(session)).toEqual(expect.arrayContaining(files));
    await session.select("Other Files");
    await act(session, "Show Details");
    expect(describeScreen(session).markdown).toContain("text/plain, 13 bytes");
    for (const name of files) {
      await act(session, "Show Files…", name);
      expect(titles(session)).toHaveLength(name === "alpha" ? 2 : 1);
      await session.back();
      await settled(session);
    }
    await act(session, "Show History…");
    await session.back();
    await act(session, "Remove Package", "alpha");
    expect(session.alert?.title).toContain("Remove alpha");
    await session.answer(true);
    await settled(session);
    expect(session.toast).toMatchObject({ style: "success" });
    expect(titles(session)).toEqual(["Other Files"]);
  });

  it("and says what could not be found out", async () => {
    fillHome();
    const session = await opened(SearchPipCache, "search-pip-cache");
    mockFailing.add("listEntries").add("listFiles");
    await session.select("Other Files");
    await act(session, "Show Details");
    expect(session.toast).toMatchObject({ style: "failure", title: "Could Not Look at the Files" });
    expect(describeScreen(session).markdown).toContain("**Could Not Look at the Files.** No listEntries today");
    await act(session, "Show Files…");
    expect(session.toast).toMatchObject({ style: "failure", title: "Could Not List the Files" });
    const { emptyView } = describeScreen(session);
    expect(emptyView).toMatchObject({ title: "Could Not List the Files", description: "No listFiles today" });
  });

  it("with a check, and with clearing", async () => {
    fillHome();
    await opened(CheckPipCache, "check-pip-cache");
    const session = await openAsking(
      ClearPipCache as CommandExport,
      {
        name: "clear-pip-cache",
        mode: "no-view",
        settle: false,
      } as never,
    );
    await settled(session);
    expect(session.alert?.title).toContain("Clear pip cache");
    await session.answer(true);
    await settled(session);
  });

  itUnless((newPip() ?? oldPip()) ? undefined : noPip, "with pips, and with what each says of its cache", async () => {
    const home = fillHome();
    process.env.VIRTUAL_ENV = makeEnvironment((newPip() ?? oldPip())!, join(home, "app", ".venv"));
    const session = await opened(ShowPipInstallations, "show-pip-installations");
    const mine = titles(session).find((title) => title.endsWith("app/.venv"))!;
    await act(session, "Show Details", mine);
    expect(describeScreen(session).markdown).toContain("**pip cache info**");
  });

  it("with the caches of other tools, and what those answer", async () => {
    fillHome();
    const session = await opened(SearchDeveloperCaches, "search-developer-caches");
    expect(titles(session)).toEqual(expect.arrayContaining(["npm", "Composer", "pip"]));
    await act(session, "Show Details", "Composer");
    await act(session, "Ask npm…", "npm");
    await session.back();
    const clear = session.offeredActions().map(({ props }) => String(props.title));
    await act(
      session,
      clear.find((title) => title.startsWith("Clear npm"))!,
    );
    await session.answer(true);
    await settled(session);
    expect(titles(session)).not.toContain("npm");
  });
});
