/** A person's shell sets much that an application started from the desktop does not have: what commands still find, and say. */
import { mkdirSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { isolate, pipCacheIn } from "../commands/open";
import { documentedHere } from "../support/documented-paths";
import { fileHeaders } from "../support/answers";
import { httpV2Entry } from "../support/cache-writer";
import { buildWheel } from "../support/distributions";
import { makeEnvironment, newPip, oldPip } from "../support/pip";
import { temporaryDirectory } from "../support/temporary";
import { describeUnless, noPip } from "../support/unless";
import { run, type Act, type Outcome, type Task } from "./run";

const noShell =
  process.platform === "win32" ? "on Windows programs have the same variables wherever they are started" : undefined;

/** Fills a cache with one file of a package. */
function fill(cache: string, name: string): void {
  const wheel = buildWheel({ name, version: "1.0" });
  const headers = fileHeaders(wheel, wheel.content.length);
  httpV2Entry(cache, { url: `https://files.example.org/${wheel.fileName}`, headers, body: wheel.content });
}

function write(path: string, text: string, mode = 0o644): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text, { mode });
}

/** Opens a command as one that the desktop, or a terminal, has started. */
async function open(command: string, as: "desktop" | "", acts: Act[] = [], dataFolder = temporaryDirectory()) {
  const task: Task = { env: { ...process.env }, dataFolder, command, as, acts };
  const outcome = await run(task);
  expect(outcome).toMatchObject({ errors: [], refusals: [] });
  return outcome;
}

const rowsOf = ({ screen }: Outcome) => screen.sections?.flatMap(({ items }) => items) ?? [];
const titlesOf = (outcome: Outcome) => rowsOf(outcome).map(({ title }) => title);

describeUnless(noShell, "started from the desktop", () => {
  it("the cache is the one that no variable of a shell leads to", async () => {
    const home = isolate();
    const ofShell = temporaryDirectory();
    fill(ofShell, "exported");
    fill(pipCacheIn(home), "ordinary");
    process.env.PIP_CACHE_DIR = ofShell;
    expect(titlesOf(await open("search-pip-cache", ""))).toEqual(["exported", "ordinary"]);
    expect(titlesOf(await open("search-pip-cache", "desktop"))).toEqual(["ordinary"]);
  });

  it("a tool is found where installers put it, and hears nothing that a shell sets", async () => {
    const home = isolate({
      HTTPS_PROXY: "http://proxy.example.org:8080",
      PDM_CACHE_DIR: join(temporaryDirectory(), "pdm"),
    });
    const script = '#!/bin/sh\necho "proxy ${HTTPS_PROXY:-none}, home $HOME, cache $PDM_CACHE_DIR"\n';
    write(join(home, ".local", "bin", "pdm"), script, 0o755);
    const [ofShell, ordinary] = [process.env.PDM_CACHE_DIR ?? "", join(home, documentedHere(".cache/pdm"))];
    for (const cache of [ofShell, ordinary]) write(join(cache, "metadata", "a"), "x".repeat(70_000));
    const answer = async (as: "desktop" | "") =>
      (await open("search-developer-caches", as, [["run", "Ask PDM…", "PDM"]])).screen.markdown;
    expect(await answer("")).toContain(`proxy http://proxy.example.org:8080, home ${home}, cache ${ofShell}`);
    expect(await answer("desktop")).toContain(`proxy none, home ${home}, cache ${ordinary}`);
  });
});

const pip = newPip() ?? oldPip();

describeUnless(noShell ?? (pip ? undefined : noPip), "started from the desktop, pips", () => {
  const isListed = (outcome: Outcome, where: string) => titlesOf(outcome).some((title) => title.endsWith(where));

  it("are found where installers put them, and not where a shell's PATH alone leads", async () => {
    const home = isolate();
    const environment = makeEnvironment(pip!, join(home, "shelf", "tools"));
    process.env.PATH = [join(environment, "bin"), process.env.PATH].join(delimiter);
    expect(isListed(await open("show-pip-installations", ""), "shelf/tools")).toBe(true);
    expect(isListed(await open("show-pip-installations", "desktop"), "shelf/tools")).toBe(false);
    makeEnvironment(pip!, join(home, ".virtualenvs", "known"));
    expect(isListed(await open("show-pip-installations", "desktop"), ".virtualenvs/known")).toBe(true);
  });

  it("say what a shell's file keeps off, though the variable is not set here", async () => {
    const home = isolate();
    const configuration = join(home, ".config", "pip", "pip.conf");
    write(configuration, "[global]\nno-cache-dir = true\n");
    write(join(home, ".zshrc"), "# mine\nexport PIP_NO_CACHE_DIR=1\n");
    process.env.PIP_NO_CACHE_DIR = "1";
    makeEnvironment(pip!, join(home, ".virtualenvs", "known"));
    const on: Act[] = [
      ["run", "Turn Caching On"],
      ["answer", true],
    ];
    const saidLast = ({ screen, toast }: Outcome) => [toast?.title, screen.alerts.at(-1)?.title];
    const inShell = "~/.zshrc, line 2: “export PIP_NO_CACHE_DIR=1”";

    const inTerminal = await open("show-pip-installations", "", on);
    expect(saidLast(inTerminal)).toEqual(["pip Says: Caching Off", "Caching Is Not On Yet"]);
    expect(inTerminal.screen.alerts.at(-1)?.message).toContain(inShell);

    write(configuration, "[global]\nno-cache-dir = true\n");
    const fromDesktop = await open("show-pip-installations", "desktop", on);
    expect(saidLast(fromDesktop)).toEqual(["pip Says: Caching Is On", "Some Lines Are Left"]);
    expect(fromDesktop.screen.alerts.at(-1)?.message).toContain(inShell);
    expect(fromDesktop.screen.alerts.at(-1)?.message).not.toContain("It comes with the environment");
  });
});
