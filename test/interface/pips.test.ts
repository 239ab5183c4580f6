import { chmodSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { askPips, rememberAnswer, rememberedPips } from "../../src/interface/shared/pips";
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
