import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { askPips, rememberAnswer, rememberedPips } from "../../src/interface/shared/pips";
import { thisMachine } from "../../src/files/machine";
import { userFiles } from "../../src/pip/configuration-files";
import type { Installation } from "../../src/pip/installation";
import { openAsking, isolate } from "../commands/open";
import { newPip, oldPip } from "../support/pip";
import { itUnless, noPip } from "../support/unless";

const pip = newPip() ?? oldPip();

/** A Python that answers as the real one does, once it may. */
function slowPython(home: string): { python: string; isAsked: () => boolean; answer: () => void } {
  const [folder, asked, go] = [join(home, "bin"), join(home, "asked"), join(home, "go")];
  mkdirSync(folder);
  const python = join(folder, "python3");
  const script = [`: > '${asked}'`, `while [ ! -e '${go}' ]; do /bin/sleep 0.05; done`, `exec '${pip?.python}' "$@"`];
  writeFileSync(python, `#!/bin/sh\n${script.join("\n")}\n`);
  chmodSync(python, 0o755);
  return { python, isAsked: () => existsSync(asked), answer: () => writeFileSync(go, "") };
}

/** Does something as a command does it that is told of a Python. */
async function inCommand(pythonPaths: string, act: () => Promise<void>): Promise<void> {
  let failure: unknown;
  const preferences = { pythonPaths };
  await openAsking(() => act().catch((error: unknown) => (failure = error)), { mode: "no-view", preferences });
  if (failure) throw failure as Error;
}

itUnless(
  pip ? undefined : noPip,
  "what a pip answered by itself is not replaced by an older answer of all",
  async () => {
    const slow = slowPython(isolate());
    const turnedOff: Installation["caching"] = { state: "off" };
    await inCommand(slow.python, async () => {
      const all = askPips();
      while (!slow.isAsked()) await delay(20);
      const one = { python: slow.python, caching: turnedOff } as Installation;
      rememberAnswer(one);
      // Of the others nothing is known yet.
      expect(rememberedPips()).toBeUndefined();
      slow.answer();
      const mine = (all: Installation[] = []) => all.find(({ python }) => python === slow.python);
      expect(mine(await all)).toEqual(one);
      expect(mine(rememberedPips()?.installations)).toEqual(one);
      expect(mine(await askPips())?.caching).not.toEqual(turnedOff);
    });
  },
);

describe("asking again", () => {
  /** A Python of its own folder that counts how often it is started. */
  function countingPython(home: string) {
    const [folder, count] = [join(home, "bin"), join(home, "count")];
    mkdirSync(folder);
    const python = join(folder, "python3");
    writeFileSync(python, `#!/bin/sh\necho >> '${count}'\nexec '${pip?.python}' "$@"\n`);
    chmodSync(python, 0o755);
    settle(python);
    const starts = () => (existsSync(count) ? readFileSync(count, "utf8").length : 0);
    return { python, since: (before: number) => starts() - before, starts };
  }

  /** As if it had lain there for long. */
  const settle = (path: string) => utimesSync(path, new Date(2020, 0), new Date(2020, 0));

  // A file's own time of change cannot be set: the clock goes on instead.
  const later = () => jest.spyOn(Date, "now").mockReturnValue(Date.now() + 60_000);
  afterEach(() => jest.restoreAllMocks());

  const mine = (all: Installation[], python: string) => all.find((one) => one.python === python);

  itUnless(
    pip ? undefined : noPip,
    "starts nothing while nothing has changed, and does on a person's wish",
    async () => {
      const home = isolate();
      const counting = countingPython(home);
      later();
      await inCommand(counting.python, async () => {
        const first = mine(await askPips(), counting.python);
        const asked = counting.starts();
        expect(asked).toBeGreaterThan(0);
        expect(mine(await askPips(), counting.python)).toEqual(first);
        expect(counting.since(asked)).toBe(0);
        await askPips({ anew: true });
        expect(counting.since(asked)).toBe(asked);
      });
    },
  );

  itUnless(pip ? undefined : noPip, "asks when a configuration file appears, changes or goes", async () => {
    const home = isolate();
    const counting = countingPython(home);
    const [, file] = userFiles(thisMachine());
    mkdirSync(dirname(file), { recursive: true });
    later();
    await inCommand(counting.python, async () => {
      const directory = async () => mine(await askPips(), counting.python)?.cacheDirectory;
      const before = await directory();
      writeFileSync(file, "[global]\ncache-dir = /elsewhere\n");
      expect(await directory()).toEqual({ value: "/elsewhere" });
      writeFileSync(file, "[global]\ncache-dir = /another\n");
      expect(await directory()).toEqual({ value: "/another" });
      rmSync(file);
      expect(await directory()).toEqual(before);
    });
  });

  itUnless(pip ? undefined : noPip, "asks when the executable is another one", async () => {
    const counting = countingPython(isolate());
    later();
    await inCommand(counting.python, async () => {
      await askPips();
      const asked = counting.starts();
      writeFileSync(counting.python, `${readFileSync(counting.python, "utf8")}# new\n`);
      await askPips();
      expect(counting.since(asked)).toBe(asked);
    });
  });

  itUnless(pip ? undefined : noPip, "asks again what changed about when it was asked", async () => {
    const counting = countingPython(isolate());
    await inCommand(counting.python, async () => {
      await askPips();
      const asked = counting.starts();
      await askPips();
      expect(counting.since(asked)).toBe(asked);
    });
  });
});
