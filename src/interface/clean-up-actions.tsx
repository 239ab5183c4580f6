/** Removing by what files are rather than by whose: old, large, left over, for a Python that is gone; or everything. */
import { Action, ActionPanel, Alert, confirmAlert, Icon, Keyboard, Toast, trash } from "@raycast/api";
import { join } from "node:path";
import { assertRemovableRoot } from "../files/guard";
import type { CacheDirectory } from "../pip-cache/locate";
import { plan, type RowSums } from "../pip-cache/remove";
import { sumGroups, type Group } from "../pip-cache/rows";
import type { Selection } from "../pip-cache/selection";
import type { Summary } from "../pip-cache/summary";
import { firstLines, formatBytes, formatCount, formatPath } from "./format";
import { recordRemoval } from "./history";
import type { PackageActionsProps } from "./package-actions";
import { pipActivity } from "./pips";
import { startWorking } from "./toasts";
import { bytesByPython, pythonName, unusedIn } from "./views";

const DAY_MS = 86_400_000;
const ages = [30, 90, 180, 365];
/** bytes */
const sizes = [10e6, 100e6, 500e6, 1e9];

interface Choice {
  title: string;
  icon: Icon;
  selection: Selection;
  only?: (sums: RowSums) => boolean;
  /** As it stands in a sentence. */
  what: string;
  because?: string;
  /** The rows that it empties or changes, where they are known. */
  keys: string[];
}

/** What there is to clean up in a list, found once for all of its rows. */
export interface CleanUp {
  menus: { title: string; icon: Icon; choices: Choice[] }[];
  choices: Choice[];
  bytes: number;
  keys: string[];
}

/** Finds what can be cleaned up; what there is nothing of is not offered. */
export function cleanUpOf(summaries: Summary[]): CleanUp {
  const packages = summaries.filter(({ isPackage }) => isPackage);
  const groups = summaries.flatMap((summary) => summary.groups);
  const now = Date.now();
  const rows = (only: (sums: RowSums) => boolean, limit: string, what: string, icon: Icon): Choice[] => {
    const found = packages.filter(({ bytes, lastUsedMs }) => only({ bytes, newestMs: lastUsedMs }));
    if (found.length === 0) return [];
    const keys = keysOf(found);
    const bytes = formatBytes(found.reduce((sum, one) => sum + one.bytes, 0));
    return [
      {
        title: `${limit} (${formatCount(keys.length, "Package")}, ${bytes})`,
        icon,
        selection: { rows: keys },
        only,
        what,
        keys,
      },
    ];
  };
  const old = ages.flatMap((days) => {
    const since = now - days * DAY_MS;
    return rows(({ newestMs }) => newestMs < since, `${days} Days`, `packages not used for ${days} days`, Icon.Clock);
  });
  const large = sizes.flatMap((size) => {
    return rows(
      ({ bytes }) => bytes > size,
      formatBytes(size),
      `packages larger than ${formatBytes(size)}`,
      Icon.HardDrive,
    );
  });
  const pythons = bytesByPython(summaries).map(({ tag, bytes }) => ({
    title: `Remove Files for ${pythonName(tag)}… (${formatBytes(bytes)})`,
    icon: Icon.Code,
    selection: { pythons: [tag] },
    what: `files for ${pythonName(tag)}`,
    keys: keysOf(summaries.filter((one) => one.groups.some(({ python }) => python === tag))),
  }));
  const menus = [
    { title: "Remove Packages Not Used for…", icon: Icon.Clock, choices: old },
    { title: "Remove Packages Larger Than…", icon: Icon.HardDrive, choices: large },
    { title: "Remove Files for Python…", icon: Icon.Code, choices: pythons },
  ];
  return {
    menus: menus.filter(({ choices }) => choices.length > 0),
    choices: [
      ...ofGroups(groups, ({ kind }) => kind === "index page", {
        title: "Remove Index Pages",
        icon: Icon.List,
        selection: { kinds: ["index page"] },
        what: "index pages",
      }),
      { title: "Remove Leftovers", icon: Icon.Eraser, selection: { leftovers: true }, what: "leftovers", keys: [] },
      ...ofGroups(groups, ({ damage }) => damage !== undefined, {
        title: "Remove All Damaged Files",
        icon: Icon.ExclamationMark,
        selection: { damaged: true },
        what: "damaged files",
      }),
      ...unusedChoice(summaries),
    ],
    bytes: sumGroups(groups).bytes,
    keys: keysOf(summaries),
  };
}

const keysOf = (summaries: Summary[]): string[] => summaries.map(({ key }) => key);

function ofGroups(groups: Group[], test: (group: Group) => boolean, choice: Omit<Choice, "keys">): Choice[] {
  const { entries, bytes } = sumGroups(groups.filter(test));
  return entries > 0 ? [{ ...choice, title: `${choice.title} (${formatBytes(bytes)})`, keys: [] }] : [];
}

function unusedChoice(summaries: Summary[]): Choice[] {
  const unused = unusedIn(summaries);
  if (unused === undefined) return [];
  const { bytes, selection, pips } = unused;
  return [
    {
      title: `Remove Files Unused by Any pip Found… (${formatBytes(bytes)})`,
      icon: Icon.Moon,
      selection,
      what: "files unused by any pip found",
      because: `None of these would read them: ${firstLines(pips, 5).join(", ")}.`,
      keys: [],
    },
  ];
}

export function CleanUpActions({ cleanUp, caches, onRemove, onRefresh }: PackageActionsProps) {
  const action = ({ title, icon, keys, ...request }: Choice) => (
    <Action
      key={title}
      title={title}
      icon={icon}
      style={Action.Style.Destructive}
      onAction={() => onRemove({ ...request, verb: "Remove", ask: true }, keys)}
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
          onRemove({ selection: { caches: paths }, what: "pip cache", verb: "Clear", ask: true }, cleanUp.keys)
        }
      />
      <Action
        title="Move Cache to Trash…"
        icon={Icon.Trash}
        style={Action.Style.Destructive}
        onAction={() => moveToTrash(caches, onRefresh)}
      />
    </ActionPanel.Section>
  );
}

/**
 * Moves pip's folders, and nothing that lies beside them: a cache directory may be one that other programs use too.
 * Moving to the Trash gives no space back until that is emptied, and its words say so.
 */
async function moveToTrash(caches: CacheDirectory[], onEnd: () => void): Promise<void> {
  // Not where a link leads: the link would stay, and lead pip nowhere.
  const roots = caches.flatMap(({ path, folders }) => folders.map(({ layout }) => join(path, layout)));
  const counting = await startWorking("Working Out the Size");
  let bytes = 0;
  let isIdle = true;
  try {
    for (const root of roots) assertRemovableRoot(root);
    bytes = (await plan(caches, {}, { signal: counting.signal })).bytes;
    isIdle = (await pipActivity(caches.map(({ path }) => path))) === "idle";
  } catch (error) {
    if (counting.signal.aborted) await counting.dismiss();
    else await counting.fail(error, "Could Not Move to the Trash");
    return;
  }
  await counting.dismiss();
  const confirmed = await confirmAlert({
    title: `Move ${formatBytes(bytes)} to the Trash?`,
    message: [
      ...roots.map((root) => formatPath(root)),
      "",
      "The space comes back when the Trash is emptied.",
      ...(isIdle ? [] : ["", "pip may be running: an install that uses the cache can fail."]),
    ].join("\n"),
    icon: Icon.Trash,
    primaryAction: { title: `Move ${formatBytes(bytes)} to Trash`, style: Alert.ActionStyle.Destructive },
  });
  if (!confirmed) return;
  const working = await startWorking("Moving to the Trash", { cancellable: false });
  try {
    await trash(roots);
    await recordRemoval({
      at: Date.now(),
      what: "Cache",
      files: 0,
      bytes: 0,
      failures: [],
      note: "Moved to the Trash",
    });
    await working.settle({
      style: Toast.Style.Success,
      title: "Moved to the Trash",
      message: `${formatBytes(bytes)}; empty the Trash to get the space back`,
    });
  } catch (error) {
    await working.fail(error, "Could Not Move to the Trash");
  }
  onEnd();
}
