/** What was interrupted, on top of the list it belongs to, until it is continued or dismissed. */
import { Action, ActionPanel, Color, Icon, List } from "@raycast/api";
import { formatTime } from "../shared/format";
import { keywordsOf } from "../shared/keywords";
import { HistoryView } from "./history-view";
import { stillClearing, type InterruptedAct } from "./interrupted";
import type { InterruptedActs } from "./use-interrupted";

export interface InterruptedSectionProps {
  interrupted: InterruptedActs;
  /** Asks for it again. */
  onContinue: (act: InterruptedAct) => void;
}

export function InterruptedSection({ interrupted: { acts, onForget, reload }, onContinue }: InterruptedSectionProps) {
  if (acts.length === 0) return null;
  return (
    <List.Section title="Interrupted">
      {acts.map((act) => (
        <List.Item
          key={act.id}
          id={`interrupted-${act.id}`}
          title={act.doing}
          subtitle={act.running ? stillClearing(act.running.name) : act.text}
          keywords={keywordsOf([act.doing, "interrupted", act.text, formatTime(act.at)])}
          icon={
            act.running
              ? { source: Icon.CircleProgress, tintColor: Color.Blue }
              : { source: Icon.Warning, tintColor: Color.Orange }
          }
          accessories={[{ date: new Date(act.at), tooltip: formatTime(act.at) }]}
          actions={
            <ActionPanel>
              {act.running ? (
                <Action key="look-again" title="Look Again" icon={Icon.ArrowClockwise} onAction={reload} />
              ) : (
                <>
                  <Action key="continue" title="Continue" icon={Icon.Play} onAction={() => onContinue(act)} />
                  {/* Without a shortcut: that of removing would mean the row that takes its place. */}
                  <Action key="dismiss" title="Dismiss" icon={Icon.XMarkCircle} onAction={() => onForget(act.id)} />
                </>
              )}
              <Action.Push key="history" title="Show History…" icon={Icon.Clock} target={<HistoryView />} />
            </ActionPanel>
          }
        />
      ))}
    </List.Section>
  );
}
