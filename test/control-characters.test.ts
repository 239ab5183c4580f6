/**
 * Names and words that a terminal would obey, hide or turn round, in everything a cache and a configuration can name:
 * every view shows them as symbols, terminal and scripts get nothing else, and the files can be removed.
 */
import { execFile } from "node:child_process";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { devNull } from "node:os";
import { delimiter, dirname, join } from "node:path";
import CheckPipCache from "../src/check-pip-cache";
import SearchDeveloperCaches from "../src/search-developer-caches";
import SearchPipCache from "../src/search-pip-cache";
import ShowPipInstallations from "../src/show-pip-installations";
import type { ScreenDocument } from "../preview/terminal/document";
import type { Session } from "../preview";
import type { CommandExport } from "../preview";
import { list, open, openAsking, openOn, rememberPips, rows, titles, isolate } from "./commands/open";
import { entryKey } from "./support/cache-writer";
import { buildWheel } from "./support/distributions";
import { cleanEnvironment, previewCommand } from "../preview/test/support/page";
import { cacheFile } from "./support/package-entries";
import { newPip, oldPip } from "./support/pip";
import { temporaryDirectory } from "./support/temporary";
import { filesBelow } from "./support/tree";
import { describeUnless } from "./support/unless";

/** Sets a terminal's title, colors, rings, clears, breaks the line, turns letters round. */
const evil = "\u001b]0;owned\u0007\u001b[31m\u009b2J\n\u007f\u202etxt";
const shown = "␛]0;owned␇␛[31m\\u009b2J␊␡\\u202etxt";
const unseen = /[\p{Cc}\p{Bidi_Control}]/u;

function fillCache(): string {
  const cache = temporaryDirectory();
  const write = (path: string, content: string | Buffer = "x") => {
    mkdirSync(dirname(join(cache, path)), { recursive: true });
    writeFileSync(join(cache, path), content);
  };
  const at = { directory: cache, layout: "http-v2" as const };
  cacheFile(at, buildWheel({ name: "alpha", version: "1.0" }));
  // No name, and a type of content that nothing sends.
  cacheFile(
    at,
    { ...buildWheel({ name: "beta", version: "1.0" }), content: Buffer.from(evil) },
    {
      headers: () => [["content-type", evil]],
    },
  );
  const cut = buildWheel({ name: "spam", version: "1.0" }).content.subarray(0, 700);
  const key = entryKey("https://files.example.org/spam-1.0.tar.gz");
  const leaf = [key.slice(0, 2), key.slice(2, 4), key.slice(4, 6), key.slice(6)].join("/");
  write(`wheels/${leaf}/spam-1.0-py3-none-any.whl`, cut);
  write(`wheels/${leaf}/spam-1.0-${evil}-none-any.whl`, cut);
  write(`wheels/${leaf}/origin.json`, JSON.stringify({ url: `https://${evil}/spam-1.0.tar.gz`, archive_info: {} }));
  write(`http/${evil}`);
  write(`http-v2/${evil}/${evil}`);
  return cache;
}

/** What of all that is said of a session could be obeyed; texts over several lines may break lines. */
function obeyed(session: Session): string[] {
  const found: string[] = [];
  const look = (value: unknown, key = "") => {
    if (typeof value === "string") {
      const text = ["markdown", "message", "description"].includes(key) ? value.replace(/[\n\t]/g, "") : value;
      if (!["id", "name", "value", "selectedItemId"].includes(key) && unseen.test(text)) found.push(`${key}: ${value}`);
    } else if (key !== "keywords" && typeof value === "object" && value !== null) {
      for (const [name, each] of Object.entries(value)) look(each, Array.isArray(value) ? key : name);
    }
  };
  look({ ...session.view });
  look(session.toasts);
  look(session.alerts);
  look(session.huds);
  return found;
}

describeUnless(process.platform === "win32" ? "Windows has no such names" : undefined, "what others named", () => {
  it("is shown as symbols by every view of the cache, and can be removed", async () => {
    const cache = fillCache();
    const session = await openOn(cache, SearchPipCache, { name: "search-pip-cache" });
    expect(obeyed(session)).toEqual([]);
    await session.run("Show Details");
    for (const title of titles(session)) {
      await session.select(title);
      expect(obeyed(session)).toEqual([]);
      await session.run("Show Files…");
      expect(obeyed(session)).toEqual([]);
      await session.back();
    }
    for (const choice of list(session).dropdown?.sections.flatMap(({ items }) => items) ?? []) {
      await session.choose(choice.value);
      expect(obeyed(session)).toEqual([]);
    }
    await session.choose("sort:size");
    await session.run("Show Files…", "Foreign Files");
    expect(titles(session)).toContain(`http/${shown}`);
    await session.run("Remove File", `http/${shown}`);
    expect(session.alert?.title).toContain(shown);
    await session.answer(true);
    expect(session.toast).toMatchObject({
      style: "success",
      title: expect.stringContaining(`Removed http/${shown} (`),
    });
    expect(readdirSync(join(cache, "http"))).toEqual([]);
    await session.back();
    for (const title of titles(session).filter((each) => each !== "Foreign Files")) {
      await session.press("ctrl+d", title);
      if (session.alert) await session.answer(true);
    }
    await session.run("Remove Foreign Files", "Foreign Files");
    await session.answer(true);
    expect(filesBelow(cache)).toEqual([]);
    expect(obeyed(session)).toEqual([]);
  });

  it("is shown as symbols by a check", async () => {
    const session = await openOn(fillCache(), CheckPipCache, { name: "check-pip-cache" });
    expect(titles(session)).toContain(`spam-1.0-${shown}-none-any.whl`);
    expect(obeyed(session)).toEqual([]);
  });

  it("is shown as symbols where a configuration says it", async () => {
    const home = isolate();
    const settings = join(home, ".config", "pip");
    mkdirSync(settings, { recursive: true });
    writeFileSync(join(settings, "pip.conf"), `[global]\ncache-dir = ${join(home, evil.replace("\n", ""))}\n`);
    const bin = join(home, "bin");
    mkdirSync(bin);
    writeFileSync(join(bin, "python3"), `#!/bin/sh\nprintf '\\033]0;owned\\007 no Python\\n' >&2\nexit 1\n`, {
      mode: 0o755,
    });
    const pythonPaths = [oldPip(), newPip()].flatMap((pip) => (pip ? [pip.python] : [])).join(delimiter);
    const options = { name: "show-pip-installations", preferences: { pythonPaths } };
    const session = await openAsking(ShowPipInstallations as CommandExport, options);
    for (const { title } of rows(session)) {
      await session.select(title);
      expect(obeyed(session)).toEqual([]);
    }
    expect(rows(session).length).toBeGreaterThan(0);
  });

  it("is shown as symbols where a tool says it, also of why it failed", async () => {
    const home = isolate();
    mkdirSync(join(home, ".npm", "_cacache", "content-v2"), { recursive: true });
    writeFileSync(join(home, ".npm", "_cacache", "content-v2", "x"), "x");
    mkdirSync(join(home, ".cache", "composer", "files"), { recursive: true });
    writeFileSync(join(home, ".cache", "composer", "files", "x"), "x");
    mkdirSync(join(home, "bin"));
    const script = "#!/bin/sh\nprintf '\\033]0;owned\\007\\033[31mred\\033[0m \\007bell\\n'\nexit 1\n";
    writeFileSync(join(home, "bin", "npm"), script, { mode: 0o755 });
    const session = await open(SearchDeveloperCaches, { name: "search-developer-caches" });
    await session.run("Ask npm…", "npm");
    expect(session.view).toMatchObject({ markdown: expect.stringContaining("red ␇bell") as string });
    expect(obeyed(session)).toEqual([]);
    await session.back();
    const clear = session.offeredActions().map(({ props }) => String(props.title));
    await session.run(
      clear.find((title) => title.startsWith("Clear npm"))!,
      "npm",
    );
    await session.answer(true);
    expect(obeyed(session)).toEqual([]);
    await session.run("Show History…", titles(session)[0]);
    expect(obeyed(session)).toEqual([]);
  });

  it("reaches neither a terminal nor a script as it is", async () => {
    const cache = fillCache();
    const dataFolder = temporaryDirectory();
    rememberPips(dataFolder, []);
    const steps = ["--select", "Foreign Files", "--action", "Show Files…"];
    const run = (...args: string[]) =>
      new Promise<string>((resolve) => {
        const command = previewCommand(["--data", dataFolder, ...args, "search-pip-cache", ...steps]);
        const env = cleanEnvironment(temporaryDirectory(), { PIP_CACHE_DIR: cache, PIP_CONFIG_FILE: devNull });
        execFile(process.execPath, command, { env }, (_error, stdout, stderr) => resolve(stdout + stderr));
      });
    const text = await run("--print");
    expect(text.replaceAll("\n", "")).not.toMatch(unseen);
    expect(text).toContain(`http/${shown}`);
    const json = await run("--json");
    expect(json.replaceAll("\n", "")).not.toMatch(unseen);
    expect((JSON.parse(json) as ScreenDocument).sections?.[0].items[0].title).toContain(shown);
    const refusal = await run("--select", `no such row ${evil}`, "--print");
    expect(refusal.replaceAll("\n", "")).not.toMatch(unseen);
  });
});
