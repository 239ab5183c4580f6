/** Removing by what files are rather than by whose: old, large, left over, for a Python that is gone; or everything. */
import { Action, ActionPanel, Alert, confirmAlert, Icon, Keyboard, Toast, trash } from "@raycast/api";
import { sumGroups } from "../pip-cache/rows";
import type { Selection } from "../pip-cache/selection";
import type { Summary } from "../pip-cache/summary";
import { firstLines, formatBytes, formatCount, formatPath } from "./format";
import type { PackageActionsProps } from "./package-actions";
import { recordRemoval } from "./history";
import { startWorking } from "./toasts";
import { bytesByPython, pythonName, unusedIn } from "./views";

const DAY_MS = 86_400_000;
const ages = [30, 90, 180, 365];
/** bytes */
const sizes = [10e6, 100e6, 500e6, 1e9];

export function CleanUpActions({ summaries, caches, onRemove, onRefresh }: PackageActionsProps) {
  const packages = summaries.filter(({ isPackage }) => isPackage);
  const all = summaries.flatMap(({ groups }) => groups);
  const remove = (selection: Selection, what: string, affected: Summary[]) => {
    const keys = affected.map(({ key }) => key);
    return onRemove({ selection, what, verb: "Remove", ask: true }, keys);
  };
  const removeRows = (affected: Summary[], limit: string, what: string): Choice[] => {
    if (affected.length === 0) return [];
    const title = `${limit} (${formatCount(affected.length, "Package")}, ${sizeOf(affected)})`;
    return [{ title, onAction: () => remove({ rows: affected.map(({ key }) => key) }, what, affected) }];
  };
  const damaged = sumGroups(all.filter(({ damage }) => damage !== undefined));
  const pages = sumGroups(all.filter(({ kind }) => kind === "index page"));
  const unused = unusedIn(summaries);
  const now = Date.now();
  return (
    <ActionPanel.Section title="Clean Up">
      <RemoveSubmenu title="Remove Packages Not Used for…" icon={Icon.Clock}>
        {ages.flatMap((days) => {
          const old = packages.filter(({ lastUsedMs }) => lastUsedMs < now - days * DAY_MS);
          return removeRows(old, `${days} Days`, `packages not used for ${days} days`);
        })}
      </RemoveSubmenu>
      <RemoveSubmenu title="Remove Packages Larger Than…" icon={Icon.HardDrive}>
        {sizes.flatMap((size) => {
          const large = packages.filter(({ bytes }) => bytes > size);
          return removeRows(large, formatBytes(size), `packages larger than ${formatBytes(size)}`);
        })}
      </RemoveSubmenu>
      <RemoveSubmenu title="Remove Files for Python…" icon={Icon.Code}>
        {bytesByPython(summaries).map(({ tag, bytes }) => ({
          title: `Remove Files for ${pythonName(tag)}… (${formatBytes(bytes)})`,
          onAction: () =>
            remove(
              { pythons: [tag] },
              `files for ${pythonName(tag)}`,
              summaries.filter(({ groups }) => groups.some(({ python }) => python === tag)),
            ),
        }))}
      </RemoveSubmenu>
      <Action
        title={`Remove Index Pages (${formatBytes(pages.bytes)})`}
        icon={Icon.List}
        style={Action.Style.Destructive}
        onAction={() => remove({ kinds: ["index page"] }, "index pages", [])}
      />
      <Action
        title="Remove Leftovers"
        icon={Icon.Eraser}
        style={Action.Style.Destructive}
        onAction={() => remove({ leftovers: true }, "leftovers", [])}
      />
      {damaged.entries > 0 && (
        <Action
          title={`Remove All Damaged Files (${formatBytes(damaged.bytes)})`}
          icon={Icon.ExclamationMark}
          style={Action.Style.Destructive}
          onAction={() => remove({ damaged: true }, "damaged files", [])}
        />
      )}
      {unused && (
        <Action
          title={`Remove Files Unused by Any pip Found… (${formatBytes(unused.bytes)})`}
          icon={Icon.Moon}
          style={Action.Style.Destructive}
          onAction={() =>
            onRemove(
              {
                selection: unused.selection,
                what: "files unused by any pip found",
                verb: "Remove",
                ask: true,
                because: `None of these would read them: ${firstLines(unused.pips, 5).join(", ")}.`,
              },
              [],
            )
          }
        />
      )}
      <Action
        title="Clear pip Cache…"
        icon={Icon.Trash}
        style={Action.Style.Destructive}
        shortcut={Keyboard.Shortcut.Common.RemoveAll}
        onAction={() =>
          onRemove(
            { selection: { caches: caches.map(({ path }) => path) }, what: "pip cache", verb: "Clear", ask: true },
            summaries.map(({ key }) => key),
          )
        }
      />
      <Action
        title="Move Cache to Trash…"
        icon={Icon.Trash}
        style={Action.Style.Destructive}
        onAction={() =>
          moveToTrash(
            caches.map(({ path }) => path),
            sumGroups(all).bytes,
            onRefresh,
          )
        }
      />
    </ActionPanel.Section>
  );
}

interface Choice {
  title: string;
  onAction: () => void;
}

/** Nothing where there is nothing to choose. */
function RemoveSubmenu({ title, icon, children }: { title: string; icon: Icon; children: Choice[] }) {
  if (children.length === 0) return null;
  return (
    <ActionPanel.Submenu title={title} icon={icon}>
      {children.map((choice) => (
        <Action
          key={choice.title}
          title={choice.title}
          icon={icon}
          style={Action.Style.Destructive}
          onAction={choice.onAction}
        />
      ))}
    </ActionPanel.Submenu>
  );
}

const sizeOf = (summaries: Summary[]): string => formatBytes(summaries.reduce((sum, { bytes }) => sum + bytes, 0));

/** Moving to the Trash gives no space back until that is emptied, and its words say so. */
async function moveToTrash(paths: string[], bytes: number, onEnd: () => void): Promise<void> {
  const confirmed = await confirmAlert({
    title: `Move ${formatBytes(bytes)} to the Trash?`,
    message: `${paths.map((path) => formatPath(path)).join("\n")}\n\nThe space comes back when the Trash is emptied.`,
    icon: Icon.Trash,
    primaryAction: { title: `Move ${formatBytes(bytes)} to Trash`, style: Alert.ActionStyle.Destructive },
  });
  if (!confirmed) return;
  const working = await startWorking("Moving to the Trash", { cancellable: false });
  try {
    await trash(paths);
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
