import { spawn, type ChildProcess } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterwards, temporaryDirectory } from "../support/temporary";

interface Figure {
  name: string;
  entries: number;
  value: number;
  unit: string;
  bar: number | null;
  met: boolean | null;
  low: number;
  high: number;
}

const project = join(__dirname, "../..");

interface Ended {
  code: number | null;
  output: string;
  words: string;
}

function bench(parameters: string[]): { child: ChildProcess; ended: Promise<Ended> } {
  const child = spawn(process.execPath, ["--import", require.resolve("tsx"), "bench/main.ts", ...parameters], {
    cwd: project,
  });
  afterwards(() => void child.kill("SIGKILL"));
  let [output, words] = ["", ""];
  child.stdout.on("data", (data: Buffer) => (output += data.toString()));
  child.stderr.on("data", (data: Buffer) => (words += data.toString()));
  return { child, ended: new Promise((resolve) => child.on("close", (code) => resolve({ code, output, words }))) };
}

describe("npm run bench", () => {
  it("prints a document of figures, each held against its bar, and leaves nothing behind", async () => {
    const directory = temporaryDirectory();
    const only = ["growth", "heap", "hash-links", "tools-warm", "remove-package", "clear-empty"];
    const options = ["--quick", "--json", "--scale", "0.005", "--rest", "0", "--directory", directory];
    const { code, output, words } = await bench([...options, ...only.flatMap((name) => ["--only", name])]).ended;
    expect(code).toBe(0);
    // Each experiment's figures before the next one runs: what comes may be interrupted.
    expect(words).toMatch(/^growth +\d+ .*x .*\n[^]*^heap +500 .* MB .*\n[^]*^removal, /m);
    const { figures, skipped } = JSON.parse(output) as { figures: Figure[]; skipped: { name: string }[] };
    expect(new Set([...figures, ...skipped].map(({ name }) => name))).toEqual(new Set(only));
    for (const { name, value, low, high, bar, met, unit } of figures) {
      expect([name, Number.isFinite(value), low <= value && value <= high]).toEqual([name, true, true]);
      expect([name, met]).toEqual([name, bar === null ? null : value <= bar]);
      expect(unit).not.toBe("");
    }
    expect(figures.find(({ name }) => name === "heap")).toMatchObject({ entries: 500, unit: "MB", bar: 60 });
    expect(figures.find(({ name }) => name === "heap")?.value).toBeGreaterThan(1);
    expect(figures.find(({ name }) => name === "clear-empty")).toMatchObject({ value: 0, bar: 0, met: true });
    expect(readdirSync(directory)).toEqual([]);
  });

  it("removes its trees when it is interrupted", async () => {
    const directory = temporaryDirectory();
    const { child, ended } = bench(["--scale", "0.02", "--only", "heap", "--directory", directory]);
    const isMaking = () => readdirSync(directory, { recursive: true }).some((path) => String(path).includes("http-v2"));
    while (!isMaking() && child.exitCode === null) await sleep(20);
    child.kill("SIGINT");
    expect((await ended).code).toBe(130);
    expect(readdirSync(directory)).toEqual([]);
  });

  it("says which figures there are when it is asked for one that there is not", async () => {
    const { code, words } = await bench(["--only", "speed"]).ended;
    expect(code).toBe(1);
    expect(words).toContain('No figure "speed". There is: scan-warm,');
  });
});
