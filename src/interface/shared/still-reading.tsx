/** What stands where no row does: nobody is told that something is not there before all has been read. */
import { Action, ActionPanel, Icon, List } from "@raycast/api";
import type { ReactNode } from "react";
import { RefreshAction } from "./actions";
import type { Loading } from "./use-loading";

export interface NothingListedProps {
  loading: Pick<Loading<unknown>, "isLoading" | "isStopped" | "stop" | "reload">;
  /** How far it is. */
  progress?: string;
  /** What is said when all has been read. */
  children?: ReactNode;
}

/** The platform shows none of it while nothing is typed and the list still loads. */
export function NothingListed({ loading, progress, children }: NothingListedProps) {
  const { isLoading, isStopped, stop, reload } = loading;
  if (isLoading) {
    return (
      <List.EmptyView
        icon={Icon.Hourglass}
        title="Still Reading"
        description={progress ?? "It may be in what is not read yet."}
        actions={
          <ActionPanel>
            <StopAction key="stop" onStop={stop} />
          </ActionPanel>
        }
      />
    );
  }
  if (!isStopped) return children;
  return (
    <List.EmptyView
      icon={Icon.Stop}
      title="Stopped"
      description="It may be in what was not read."
      actions={
        <ActionPanel>
          <RefreshAction key="refresh" onRefresh={reload} />
        </ActionPanel>
      }
    />
  );
}

export const StopAction = ({ onStop }: { onStop: () => void }) => (
  <Action key="stop" title="Stop" icon={Icon.Stop} onAction={onStop} />
);
