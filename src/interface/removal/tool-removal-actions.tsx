/** What removes packages from what another tool keeps, in a panel. */
import { Action, Icon, Keyboard } from "@raycast/api";
import type { CachedPackage } from "../../python-caches/collect-packages";
import { removerOf } from "../../python-caches/removers";
import { formatBytes, formatCount } from "../shared/format";
import { removeToolPackages, type ToolPackagesRequest } from "./remove-tool-packages";

interface RemoveWithToolProps extends Omit<ToolPackagesRequest, "packages"> {
  /** What goes: of several, what is marked "Keep Always" stays. */
  packages: readonly CachedPackage[];
  /** Another action of the panel has the key. */
  hasNoKey?: boolean;
}

/** Nothing of what is of no package. */
export function RemoveWithToolAction({ packages, hasNoKey, ...request }: RemoveWithToolProps) {
  const named = packages.filter(({ name }) => name !== undefined);
  const tool = request.targets[0]?.tool.name;
  if (named.length === 0 || tool === undefined) return null;
  const bytes = named.reduce((sum, one) => sum + one.bytes, 0);
  const size = `${request.upTo ? "up to " : ""}${formatBytes(bytes)}`;
  const title =
    named.length > 1
      ? `Remove ${formatCount(named.length, "Package")} with ${tool} (${size})`
      : `Remove with ${tool} (${size})`;
  return (
    <Action
      title={title}
      icon={Icon.Trash}
      style={Action.Style.Destructive}
      shortcut={hasNoKey ? undefined : Keyboard.Shortcut.Common.Remove}
      onAction={() => removeToolPackages({ ...request, packages: named })}
    />
  );
}

/** Nothing where the tool has no such thing. */
export function PruneAction(request: Omit<ToolPackagesRequest, "packages">) {
  const tool = request.targets[0]?.tool.name;
  if (tool === undefined || !removerOf(request.message.tool).prune) return null;
  return (
    <Action
      title={`Prune ${tool}`}
      icon={Icon.Leaf}
      style={Action.Style.Destructive}
      onAction={() => removeToolPackages(request)}
    />
  );
}
