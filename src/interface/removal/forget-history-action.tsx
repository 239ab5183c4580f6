/** Forgets what was removed and how large the cache was, after a question. */
import { Action, Alert, confirmAlert, Icon } from "@raycast/api";
import { showFailure } from "../shared/failure-toast";
import { forgetHistory } from "./history";

export function ForgetHistoryAction({ onForgotten }: { onForgotten: () => void }) {
  const forget = async () => {
    const isSure = await confirmAlert({
      title: "Forget History?",
      message:
        "What was removed, how much ever came back, and how large the cache was over time is no longer known. " +
        "No file is removed.",
      icon: Icon.Trash,
      primaryAction: { title: "Forget", style: Alert.ActionStyle.Destructive },
    });
    if (!isSure) return;
    try {
      await forgetHistory();
    } catch (error) {
      await showFailure(error, "Could Not Forget the History");
    }
    onForgotten();
  };
  return (
    <Action
      key="forget-history"
      title="Forget History"
      icon={Icon.Trash}
      style={Action.Style.Destructive}
      onAction={forget}
    />
  );
}
