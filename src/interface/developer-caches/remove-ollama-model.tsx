/** Removing one model of Ollama, by its server. */
import { Action, ActionPanel, Icon, Toast } from "@raycast/api";
import {
  ollamaModels,
  ollamaModelTarget,
  whyNotOfServer,
  type OllamaModel,
} from "../../developer-caches/ollama-models";
import type { ResolvedTarget } from "../../developer-caches/resolve";
import { thisMachine } from "../../files/machine";
import { formatBytes } from "../shared/format";
import { startProgressToast } from "../shared/toasts";
import { pathsReported } from "../shared/tool-sizes";
import { clearDeveloperCaches } from "./clear-developer-caches";
import type { MeasuredTarget } from "./measured-tools";

interface OllamaModelsMenuProps {
  targets: MeasuredTarget[];
  onCleared: (targets: ResolvedTarget[]) => Promise<void>;
}

/** Largest first. */
export function OllamaModelsMenu({ targets, onCleared }: OllamaModelsMenuProps) {
  const models = targets
    .flatMap((whole) => ollamaModels(whole.resolved.root).map((model) => ({ whole, model })))
    .sort((one, other) => other.model.bytes - one.model.bytes);
  if (models.length === 0) return null;
  return (
    <ActionPanel.Submenu title="Remove One Model…" icon={Icon.Folder}>
      {models.map(({ whole, model }) => (
        <Action
          key={`${whole.resolved.root} ${model.name}`}
          title={`${model.name} (${formatBytes(model.bytes)})`}
          icon={Icon.Trash}
          style={Action.Style.Destructive}
          onAction={() => removeModel(whole, model, onCleared)}
        />
      ))}
    </ActionPanel.Submenu>
  );
}

async function removeModel(
  { resolved }: MeasuredTarget,
  model: OllamaModel,
  onCleared: OllamaModelsMenuProps["onCleared"],
): Promise<void> {
  const working = await startProgressToast(`Asking Ollama for ${model.name}`);
  try {
    const machine = thisMachine();
    const target = ollamaModelTarget(resolved, model, machine, { reported: pathsReported.recall()?.value });
    const why = target ? await whyNotOfServer(model, machine, working.signal) : "It is no longer there.";
    if (target === undefined || why !== undefined) {
      return await working.settle({ style: Toast.Style.Failure, title: `Cannot Remove ${model.name}`, message: why });
    }
    await working.dismiss();
    await clearDeveloperCaches({
      targets: [{ resolved: target, size: { bytes: model.bytes, shared: 0, upTo: false, at: Date.now() } }],
      what: model.name,
      later: "What other models use of it stays.",
      onCleared: () => onCleared([resolved]),
    });
  } catch (error) {
    await working.fail(error, `Could Not Remove ${model.name}`);
  }
}
