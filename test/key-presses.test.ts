import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import SearchPipCache from "../src/search-pip-cache";
import type { Session } from "../preview";
import { openOn } from "./commands/open";
import { cacheOfAll, goneOf } from "./support/cache-of-all";
import { temporaryDirectory } from "./support/temporary";

const onMac = process.platform === "darwin";
const keys = {
  remove: "ctrl+d",
  removeAll: "ctrl+shift+d",
  removePart: onMac ? "opt+d" : "alt+d",
  select: onMac ? "opt+s" : "alt+s",
  cleanUp: onMac ? "cmd+u" : "ctrl+u",
};

/** A key, or what is typed: into the search field, or into the menu that is open. */
type Press = string | { type: string } | { pick: string };

const cleaningUp = (typed: string): Press[] => [keys.cleanUp, { type: typed }, keys.remove, "enter"];
const selecting = (names: string[]): Press[] => names.flatMap((type): Press[] => [{ type }, keys.select]);

/** What a person does from the opened list of packages, and what has gone then. */
const ways: Record<string, { presses: Press[]; gone: string[]; policy?: object }> = {
  "One package": { presses: [{ type: "huge" }, keys.remove, "enter"], gone: ["huge"] },
  "Not used for 90 days": { presses: cleaningUp("90"), gone: ["aged 1.0", "older 1.0"] },
  "All but the newest versions": { presses: cleaningUp("newest"), gone: ["alpha 1.9"] },
  Damaged: { presses: cleaningUp("damaged"), gone: ["damaged 1.0"] },
  "Built wheels": { presses: cleaningUp("built"), gone: ["made, built"] },
  "Index pages": { presses: cleaningUp("index"), gone: ["page"] },
  "One version": {
    presses: [{ type: "alpha" }, keys.removePart, { pick: "1.10 " }, "enter", "enter"],
    gone: ["alpha 1.10"],
  },
  "A selection of five": {
    presses: [...selecting(["aged", "older", "huge", "strange", "compiled"]), keys.remove, "enter"],
    gone: ["strange old", "strange 1.0", "aged 1.0", "older 1.0", "of Python 3.9", "huge"],
  },
  Everything: { presses: [keys.removeAll, "enter"], gone: Object.keys(cacheOfAll().named) },
  "By the policy": {
    presses: [keys.cleanUp, keys.remove, "enter"],
    gone: ["aged 1.0", "older 1.0", "damaged 1.0", "leftover"],
    policy: { days: 90 },
  },
  "A Python that is gone": { presses: cleaningUp("3.9"), gone: ["of Python 3.9"] },
};

async function press(session: Session, one: Press): Promise<void> {
  if (session.alert) return session.answer(one === "enter");
  if (typeof one === "string") return session.press(one);
  if ("type" in one) return session.search(one.type);
  session.typeInSubmenu(one.pick);
}

/** `| One package | 3 | type its name, Remove's shortcut, Enter |` of CONTRIBUTING. */
const table = readFileSync(join(__dirname, "../CONTRIBUTING.md"), "utf8")
  .split(/^### Key presses$/m)[1]
  .split(/^###? /m)[0];
const promised = Array.from(table.matchAll(/^\| ([A-Z][^|]*?) +\| +(\d+) +\|/gm), ([, what, most]) => ({
  what,
  most: Number(most),
}));

it("are promised in CONTRIBUTING for each way that is gone here", () => {
  expect(promised.map(({ what }) => what).sort()).toEqual(Object.keys(ways).sort());
});

it.each(promised)("$what goes with at most $most key presses", async ({ what, most }) => {
  const { presses, gone, policy } = ways[what];
  const cache = cacheOfAll();
  const dataFolder = temporaryDirectory();
  mkdirSync(join(dataFolder, "support"));
  if (policy) writeFileSync(join(dataFolder, "support", "policy.json"), JSON.stringify({ version: 1, ...policy }));
  const session = await openOn(cache.directory, SearchPipCache, { name: "search-pip-cache", dataFolder });
  for (const one of presses) await press(session, one);
  expect(session.toast?.style).toBe("success");
  expect(goneOf(cache).sort()).toEqual([...gone].sort());
  expect(presses.length).toBeLessThanOrEqual(most);
});
