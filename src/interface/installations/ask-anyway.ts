/** Starting a Python that was not started by itself, because a person says so. */
import { confirmAlert, Icon, Toast } from "@raycast/api";
import { askInstallation } from "../../pip/ask";
import type { Installation } from "../../pip/installation";
import { whyUntrusted } from "../../files/trust";
import { refusalOf } from "../../files/programs";
import { formatPath } from "../shared/format";
import { installationName } from "./installation-text";
import { startProgressToast } from "../shared/toasts";

/** Asks the person, starts the Python, and hands over what it says. */
export async function askAnyway(
  installation: Installation,
  onAnswer: (installation: Installation) => void,
): Promise<void> {
  const { python, byCacheOnly } = installation;
  const why = whyUntrusted(python);
  const confirmed = await confirmAlert({
    title: `Start ${formatPath(python)}?`,
    message: [
      byCacheOnly ? "Only a file in a cache names this Python." : "",
      why ? refusalOf({ ...why, path: formatPath(why.path) }) : "",
      "To be asked it is started, and with it whatever its environment runs at each start.",
    ]
      .filter(Boolean)
      .join("\n\n"),
    icon: Icon.SpeechBubble,
    primaryAction: { title: "Start It" },
  });
  if (!confirmed) return;
  const working = await startProgressToast("Asking pip");
  try {
    const asked = { ...installation, onRequest: true, anyway: why !== undefined };
    const answer = await askInstallation(asked, { signal: working.signal });
    onAnswer(answer);
    const { pipVersion, problem } = answer;
    const version = "value" in pipVersion ? `pip ${pipVersion.value}` : undefined;
    await working.settle({
      style: problem ? Toast.Style.Failure : Toast.Style.Success,
      title: problem ? "It Did Not Answer" : "It Has Answered",
      message: problem ?? `${installationName(answer)}: ${version ?? "no pip"}`,
    });
  } catch (error) {
    await working.fail(error, "Could Not Ask It");
  }
}
