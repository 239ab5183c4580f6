/** Removing by what files are rather than by whose: old, large, left over, for a Python that is gone; or everything. */
import { Action, ActionPanel, Icon, Keyboard } from "@raycast/api";
import { inSlices } from "../../files/tasks";
import type { CacheDirectory } from "../../pip-cache/locate";
import type { RowSums } from "../../pip-cache/remove/plan";
import type { Rows } from "../../pip-cache/rows/rows";
import { isLarger, isOlder, packagesPassing, type CacheTotals, type Limited } from "./cache-totals";
import { PIP } from "../../pip-cache/entry";
import type { RowKey } from "../../packaging/row-key";
import { firstLines, formatBytes, formatCount } from "../shared/format";
import type { RemoveRequest } from "../removal/removal";
import { moveToTrash } from "../removal/trash";
import { trashName } from "../shared/trash-name";
import { pythonName } from "../shared/python-tags";

type Request = Omit<RemoveRequest, "verb" | "ask">;

interface Choice {
  /** The same whatever the title says of figures: what is chosen while they change is still what was chosen. */
  id: string;
  title: string;
  icon: Icon;
  /** What is asked for, and the keys of the rows that it empties, of the rows there are when it is chosen. Pauses. */
  choose: (rows: Rows) => Generator<undefined, Chosen>;
}

interface Chosen {
  request: Request;
  keys: RowKey[];
}

/** What there is to clean up in a list, found once for all of its rows. */
export interface CleanUp {
  menus: { title: string; icon: Icon; choices: Choice[] }[];
  choices: Choice[];
}

/** What can be cleaned up; what there is nothing of is not offered. */
export function cleanUpOf({ old, large, pythons, kinds, damaged, unused }: CacheTotals): CleanUp {
  const menus = [
    {
      title: "Remove Packages Not Used for…",
      icon: Icon.Clock,
      choices: old.map((one) =>
        ofPackages(
          `not-used-${one.limit}`,
          `${one.limit} Days`,
          Icon.Clock,
          `not used for ${one.limit} days`,
          one,
          isOlder,
        ),
      ),
    },
    {
      title: "Remove Packages Larger Than…",
      icon: Icon.HardDrive,
      choices: large.map((one) => {
        const size = formatBytes(one.limit);
        return ofPackages(`larger-${one.limit}`, size, Icon.HardDrive, `larger than ${size}`, one, isLarger);
      }),
    },
    { title: "Remove Files for Python…", icon: Icon.Code, choices: pythons.map(ofPython) },
  ];
  const choices: Choice[] = [];
  const offer = (id: string, title: string, icon: Icon, request: Request) => {
    choices.push({ id, title, icon, choose: () => chosen({ request, keys: [] }) });
  };
  const pages = kinds.find(({ kind }) => kind === "index page");
  if (pages) {
    const size = formatBytes(pages.bytes);
    offer("index-pages", `Remove Index Pages (${size})`, Icon.List, {
      selection: { tools: [PIP], kinds: ["index page"] },
      what: "index pages",
    });
  }
  offer("leftovers", "Remove Leftovers", Icon.Eraser, {
    selection: { tools: [PIP], leftovers: true },
    what: "leftovers",
  });
  if (damaged.entries > 0) {
    offer("damaged", `Remove All Damaged Files (${formatBytes(damaged.bytes)})`, Icon.ExclamationMark, {
      selection: { tools: [PIP], damaged: true },
      what: "damaged files",
    });
  }
  if (unused) {
    offer("unused", `Remove Files Unused by Any pip Found… (${formatBytes(unused.bytes)})`, Icon.Moon, {
      selection: unused.selection,
      what: "files unused by any pip found",
      because: `None of these would read them: ${firstLines(unused.pips, 5).join(", ")}.`,
    });
  }
  return { menus: menus.filter((menu) => menu.choices.length > 0), choices };
}

// eslint-disable-next-line require-yield -- nothing has to be looked for
function* chosen(one: Chosen): Generator<undefined, Chosen> {
  return one;
}

function ofPackages(
  id: string,
  title: string,
  icon: Icon,
  which: string,
  { limit, packages, bytes }: Limited,
  testOf: (limit: number) => (sums: RowSums) => boolean,
): Choice {
  return {
    id,
    title: `${title} (${formatCount(packages, "Package")}, ${formatBytes(bytes)})`,
    icon,
    *choose(rows) {
      const only = testOf(limit);
      const keys = yield* packagesPassing(rows, only);
      return { request: { selection: { rows: keys }, only, what: `packages ${which}` }, keys };
    },
  };
}

function ofPython({ tag, bytes }: CacheTotals["pythons"][number]): Choice {
  return {
    id: tag,
    title: `${pythonName(tag)} (${formatBytes(bytes)})`,
    icon: Icon.Code,
    *choose(rows) {
      const keys = new Set<RowKey>();
      for (const [{ python }, row] of rows.groups()) {
        if (python === tag) keys.add(rows.keyAt(row));
        yield undefined;
      }
      const request = { selection: { tools: [PIP], pythons: [tag] }, what: `files for ${pythonName(tag)}` };
      return { request, keys: [...keys] };
    },
  };
}

export interface CleanUpActionsProps {
  /** See `cleanUpOf`. */
  cleanUp: CleanUp;
  /** All there is; absent while that is being looked up. */
  rows?: Rows;
  caches: CacheDirectory[];
  onRefresh: () => void;
  /** @param keys the rows that are affected, to show that they are going */
  onRemove: (request: RemoveRequest, keys: RowKey[]) => Promise<unknown>;
}

export function CleanUpActions({ cleanUp, rows, caches, onRemove, onRefresh }: CleanUpActionsProps) {
  const action = ({ id, title, icon, choose }: Choice) => (
    <Action
      key={id}
      title={title}
      icon={icon}
      style={Action.Style.Destructive}
      onAction={async () => {
        if (rows === undefined) return undefined;
        const { request, keys } = await inSlices(choose(rows));
        return onRemove({ ...request, verb: "Remove", ask: true }, keys);
      }}
    />
  );
  const paths = caches.map(({ path }) => path);
  return (
    <ActionPanel.Section title="Clean Up">
      {cleanUp.menus.map(({ title, icon, choices }) => (
        <ActionPanel.Submenu key={title} title={title} icon={icon}>
          {choices.map(action)}
        </ActionPanel.Submenu>
      ))}
      {cleanUp.choices.map(action)}
      <Action
        title="Clear pip Cache…"
        icon={Icon.Trash}
        style={Action.Style.Destructive}
        shortcut={Keyboard.Shortcut.Common.RemoveAll}
        onAction={() =>
          onRemove(
            { selection: { tools: [PIP], caches: paths }, what: "pip cache", verb: "Clear", ask: true },
            rows?.ofPip().keys() ?? [],
          )
        }
      />
      <Action
        title={`Move Cache to ${trashName}…`}
        icon={Icon.Trash}
        style={Action.Style.Destructive}
        onAction={() => moveToTrash(caches, { onEnd: onRefresh })}
      />
    </ActionPanel.Section>
  );
}
