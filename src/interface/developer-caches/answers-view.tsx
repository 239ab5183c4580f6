/** What a tool itself says about its cache. */
import { Action, ActionPanel, confirmAlert, Detail, Icon } from "@raycast/api";
import { useState } from "react";
import { askTool } from "../../developer-caches/ask-tool";
import type { Tool } from "../../developer-caches/tool";
import { thisMachine } from "../../files/machine";
import { code, escaped, fenced, paragraphs } from "../shared/markdown";
import { useLoading } from "../shared/use-loading";

export function AnswersView({ tool, place }: { tool: Tool; place: string }) {
  const [anyway, setAnyway] = useState(false);
  const { data, error, isLoading } = useLoading(
    (signal, overruled) => askTool(tool, thisMachine(), place, { signal, anyway: overruled }),
    [anyway],
    `Could Not Ask ${tool.name}`,
  );
  const overrule = async () => {
    const refused = data?.find(({ outcome }) => outcome === "refused");
    const isSure = await confirmAlert({
      title: `Start ${tool.name}?`,
      message: refused?.reason,
      icon: Icon.SpeechBubble,
      primaryAction: { title: "Start It" },
    });
    if (isSure) setAnyway(true);
  };
  const parts = (data ?? []).map(
    ({ label, command, log, reason }) =>
      paragraphs([
        `## ${escaped(label)}`,
        code(command),
        log.trim() !== "" && fenced(log.trim()),
        reason && escaped(reason),
      ]) ?? "",
  );
  const silence = error ? escaped(error.message) : `${tool.name} is not installed, or says nothing.`;
  const nothing = isLoading ? `Asking ${tool.name}…` : silence;
  return (
    <Detail
      isLoading={isLoading}
      markdown={parts.join("\n\n") || nothing}
      actions={
        <ActionPanel>
          <Action.CopyToClipboard
            key="copy-answers"
            title="Copy Answers"
            icon={Icon.Clipboard}
            content={parts.join("\n\n")}
          />
          {data?.some(({ outcome }) => outcome === "refused") && (
            <Action key="ask-anyway" title="Ask Anyway" icon={Icon.SpeechBubble} onAction={overrule} />
          )}
        </ActionPanel>
      }
    />
  );
}
