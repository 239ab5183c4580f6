/** Removing all that is shown. */
import { Action, ActionPanel, Icon, Keyboard } from "@raycast/api";
import { PIP } from "../../pip-cache/entry";
import type { RowKey } from "../../packaging/row-key";
import type { CacheDirectory } from "../../pip-cache/locate";
import type { Rows } from "../../pip-cache/rows/rows";
import type { RemoveRequest } from "../removal/removal";
import type { Spared } from "../../pip-cache/remove/question";
import { sparedText } from "../removal/kept";
import { moveToTrash } from "../removal/trash";
import { formatBytes } from "../shared/format";
import { trashName } from "../shared/trash-name";

export interface ClearActionsProps {
  caches: CacheDirectory[];
  /** All there is; absent while that is being looked up. */
  rows?: Rows;
  /** Of what pip wrote and nobody keeps; absent while nothing is known. */
  cacheBytes?: number;
  /** What of all that is kept. */
  kept?: Spared;
  onRefresh: () => void;
  /** @param keys the rows that are affected, to show that they are going */
  onRemove: (request: RemoveRequest, keys: RowKey[]) => Promise<unknown>;
}

export function ClearActions({ caches, rows, cacheBytes, kept, onRefresh, onRemove }: ClearActionsProps) {
  const size = cacheBytes === undefined ? "" : ` (${formatBytes(cacheBytes)})`;
  const selection = { tools: [PIP], caches: caches.map(({ path }) => path) };
  // Each row of a list has these actions, and there may be tens of thousands of keys.
  const keys = () => rows?.ofPip().keys() ?? [];
  return (
    <ActionPanel.Section title="Everything">
      <Action
        key="clear"
        title={`Clear pip Cache${size}`}
        icon={Icon.Trash}
        style={Action.Style.Destructive}
        shortcut={Keyboard.Shortcut.Common.RemoveAll}
        onAction={() => onRemove({ selection, what: "pip cache", verb: "Clear", ask: true }, keys())}
      />
      {kept && (
        <Action
          key="clear-with-kept"
          title={`Clear pip Cache Including Kept${cacheBytes === undefined ? "" : ` (${formatBytes(cacheBytes + kept.bytes)})`}`}
          icon={Icon.Trash}
          style={Action.Style.Destructive}
          onAction={() =>
            onRemove(
              {
                selection,
                what: "pip cache including what is kept",
                verb: "Clear",
                ask: true,
                because: `${sparedText(kept)} ${kept.packages + kept.versions === 1 ? "goes" : "go"} too. The marks stay.`,
                takesKept: true,
              },
              keys(),
            )
          }
        />
      )}
      <Action
        key="trash"
        title={`Move Cache to ${trashName}`}
        icon={Icon.Trash}
        style={Action.Style.Destructive}
        onAction={() => moveToTrash(caches, { onEnd: onRefresh })}
      />
    </ActionPanel.Section>
  );
}
