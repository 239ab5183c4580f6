/**
 * The commonest complaint about caches: “sudo” has left files of root in one. What did not go is said in the toast and in
 * the history, with whose it is and what to run, and running that helps.
 */
import { execFileSync } from "node:child_process";
import { chmodSync, chownSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import ClearPipCache from "../../src/clear-pip-cache";
import { HistoryView } from "../../src/interface/removal/history-view";
import { ownershipCommand, withCommands } from "../../src/files/ownership";
import { whyNotWritable } from "../../src/pip-cache/cache-ownership";
import SearchDeveloperCaches from "../../src/search-developer-caches";
import SearchPipCache from "../../src/search-pip-cache";
import type { Session } from "../../preview";
import { isolate, open, removals } from "../commands/open";
import { buildWheel } from "../support/distributions";
import { cacheFile } from "../support/package-entries";
import { afterwards, temporaryDirectory } from "../support/temporary";
import { filesBelow } from "../support/tree";
import { describeUnless, itUnless, NOBODY, noSuperuser } from "../support/unless";
import type { Failure, FailureCode } from "../../src/files/failure";

/** A home whose name a shell would stumble over, of an ordinary user, with some files of root in it. */
function homeWith(fill: (home: string) => string): { home: string; ofRoot: string } {
  const home = join(temporaryDirectory(), "it's $HOME `x`");
  mkdirSync(home);
  isolate({ HOME: home });
  const ofRoot = fill(home);
  execFileSync("chown", ["-R", String(NOBODY), dirname(home)]);
  execFileSync("chown", ["-R", "0", ofRoot]);
  return { home, ofRoot };
}

function actAsNobody(): void {
  process.seteuid?.(NOBODY);
  afterwards(() => process.seteuid?.(0));
}

/** Does what the person is told to, as that person's “sudo” would. */
function runAsRoot(command: string): void {
  process.seteuid?.(0);
  execFileSync("sh", ["-c", command.replace(/^sudo /, "").replace('"$(id -un)"', String(NOBODY))]);
  process.seteuid?.(NOBODY);
}

const quoted = (path: string) => `'${path.replaceAll("'", "'\\''")}'`;

async function copied(session: Session): Promise<string> {
  await session.runToastAction("Copy Command");
  const copies = session.effects.flatMap((effect) => (effect.type === "copy" ? [effect.text] : []));
  return copies.at(-1) ?? "";
}

function dataFolderOfNobody(): string {
  const folder = temporaryDirectory();
  execFileSync("chown", [String(NOBODY), folder]);
  return folder;
}

describeUnless(noSuperuser, "files of root", () => {
  it("in pip's cache are named with the command for the directory that pip looks at, and go when it was run", async () => {
    const { home, ofRoot } = homeWith((path) => {
      const directory = join(path, ".cache/pip");
      cacheFile({ directory, layout: "http-v2" }, buildWheel({ name: "alpha", version: "1.0" }));
      return directory;
    });
    const dataFolder = dataFolderOfNobody();
    actAsNobody();
    const session = await open(SearchPipCache, { name: "search-pip-cache", dataFolder });
    const before = filesBelow(ofRoot);
    await session.run("Clear pip Cache");
    await session.answer(true);
    const command = `sudo chown -R "$(id -un)" ${quoted(ofRoot)}`;
    expect(session.toast).toMatchObject({ style: "failure", title: "Did Not Clear pip cache" });
    expect(session.toast?.message).toContain(`~/.cache/pip/http-v2/`);
    expect(session.toast?.message).toContain(`It belongs to root. To change that, run: ${command}`);
    expect(filesBelow(ofRoot)).toEqual(before);
    expect(await copied(session)).toBe(command);
    expect(whyNotWritable(ofRoot)).toMatchObject({ path: ofRoot, owner: 0, command });

    runAsRoot(command);
    await session.runToastAction("Retry");
    // What could not be read was in no question yet.
    await session.answer(true);
    expect(session.toast).toMatchObject({ style: "success", title: expect.stringContaining("Cleared pip cache (") });
    expect(filesBelow(join(home, ".cache/pip"))).toEqual([]);

    const history = await open(HistoryView, { dataFolder });
    expect(removals(history)[1].subtitle).toContain(`It belongs to root. To change that, run: ${command}`);
  });

  it("are named also by the command that has no view", async () => {
    const { ofRoot } = homeWith((path) => {
      const directory = join(path, ".cache/pip");
      cacheFile({ directory, layout: "http-v2" }, buildWheel({ name: "alpha", version: "1.0" }));
      return directory;
    });
    const dataFolder = dataFolderOfNobody();
    actAsNobody();
    const session = await open(ClearPipCache, { name: "clear-pip-cache", mode: "no-view", dataFolder });
    await session.answer(true);
    expect(session.toast?.title).toBe("Did Not Clear pip cache");
    expect(session.toast?.message).toContain(`sudo chown -R "$(id -un)" ${quoted(ofRoot)}`);
    const history = await open(HistoryView, { dataFolder });
    await history.run("Show Details…");
    expect(JSON.stringify(history.view)).toContain("belongs to root. To change that, run: sudo chown");
    await history.run("Copy Command");
    expect(history.effects.at(-1)).toMatchObject({ type: "copy", text: `sudo chown -R "$(id -un)" ${quoted(ofRoot)}` });
  });

  it("in another tool's cache are named with the command, and the title says that nothing went", async () => {
    const { ofRoot } = homeWith((path) => {
      const cache = join(path, ".npm/_cacache");
      mkdirSync(join(cache, "content-v2/sha512/aa"), { recursive: true });
      writeFileSync(join(cache, "content-v2/sha512/aa/bb"), "x".repeat(5000));
      return cache;
    });
    const dataFolder = dataFolderOfNobody();
    actAsNobody();
    const session = await open(SearchDeveloperCaches, { name: "search-developer-caches", dataFolder });
    const clear = () => session.offeredActions().find(({ props }) => String(props.title).startsWith("Clear npm"));
    await session.run(String(clear()?.props.title), "npm");
    await session.answer(true);
    const command = `sudo chown -R "$(id -un)" ${quoted(ofRoot)}`;
    expect(session.toast).toMatchObject({ style: "failure", title: "Did Not Clear npm" });
    expect(session.toast?.message).toContain(`~/.npm/_cacache/content-v2/sha512/aa/bb: It belongs to root.`);
    expect(session.toast?.message).toContain(command);
    expect(session.toast?.message).not.toMatch(/removed without it/);
    expect(await copied(session)).toBe(command);
    runAsRoot(command);
    await session.runToastAction("Retry");
    await session.settled();
    expect(existsSync(join(ofRoot, "content-v2"))).toBe(false);
    const history = await open(HistoryView, { dataFolder });
    expect(removals(history)[1].subtitle).toContain(command);
  });
});

describe("a command that changes the owner", () => {
  const ofRoot: Failure = { path: "/x", code: "EACCES", reason: "It belongs to root.", owner: 0 };

  itUnless(
    process.platform === "win32" ? "Windows has no such command" : undefined,
    "is for caches below the home only",
    () => {
      const home = isolate();
      const outside = temporaryDirectory();
      for (const path of [".cache/pip", "Documents", "caches\u0007"]) mkdirSync(join(home, path), { recursive: true });
      expect(ownershipCommand(join(home, ".cache/pip"))).toBe(`sudo chown -R "$(id -un)" '${home}/.cache/pip'`);
      const refused = [
        home,
        join(home, ".cache"),
        join(home, "Documents"),
        outside,
        join(home, "caches\u0007"),
        "/usr/lib",
      ];
      for (const path of refused) expect([path, ownershipCommand(path)]).toEqual([path, undefined]);
      expect(withCommands([ofRoot], undefined)).toEqual([ofRoot]);
    },
  );

  itUnless(
    process.platform === "win32" ? "Windows has no such command" : undefined,
    "is another one for what is ours and closed to ourselves",
    () => {
      const base = temporaryDirectory();
      const folder = join(base, "it's");
      mkdirSync(folder);
      const file = join(folder, "file");
      writeFileSync(file, "x");
      const failure = (path: string, code: FailureCode = "EACCES"): Failure => ({
        path,
        code,
        reason: "No permission.",
      });
      const told = (one: Failure) => withCommands([one], "other command")[0];
      const opening = (path: string) => `chmod u+rwX ${quoted(path)}`;
      const hints = [
        [folder, 0o500],
        [folder, 0o600],
        [file, 0o400],
        [file, 0o200],
      ] as const;
      for (const [path, mode] of hints) {
        chmodSync(path, mode);
        const [command, reason] = [opening(path), `No permission. To change that, run: ${opening(path)}`];
        expect(told(failure(path))).toEqual({ path, code: "EACCES", reason, command });
        expect(told(failure(path, "EPERM"))).toEqual(failure(path, "EPERM"));
        chmodSync(path, path === file ? 0o600 : 0o700);
        expect(told(failure(path))).toEqual(failure(path));
      }
      expect(told(failure(join(folder, "gone")))).toEqual(failure(join(folder, "gone")));
      const answered = { ...failure(file), owner: 0, command: "run this" };
      expect(told(answered)).toEqual(answered);
      const odd = join(base, "bell\u0007");
      mkdirSync(odd, { mode: 0o500 });
      expect(told(failure(odd))).toEqual(failure(odd));
    },
  );

  itUnless(noSuperuser, "is none for what is closed, but not ours", () => {
    const theirs = temporaryDirectory();
    chownSync(theirs, 12345, 12345);
    chmodSync(theirs, 0o500);
    const failure: Failure = { path: theirs, code: "EACCES", reason: "No permission." };
    expect(withCommands([failure], undefined)).toEqual([failure]);
    chownSync(theirs, 0, 0);
  });

  itUnless(noSuperuser, "is none where other things lie beside pip's folders", () => {
    const { ofRoot: cache } = homeWith((home) => {
      mkdirSync(join(home, "shared/http-v2"), { recursive: true });
      return join(home, "shared");
    });
    actAsNobody();
    expect(whyNotWritable(cache)).toMatchObject({ owner: 0, command: expect.stringContaining("shared") as string });
    process.seteuid?.(0);
    mkdirSync(join(cache, "thesis"));
    process.seteuid?.(NOBODY);
    expect(whyNotWritable(cache)).toEqual({ path: cache, code: "EACCES", reason: "It belongs to root.", owner: 0 });
  });
});
