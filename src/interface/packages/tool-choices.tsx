/** Chooses whose packages the list shows. */
import { Icon, List, type Image } from "@raycast/api";
import { isPackage } from "../../packaging/row-key";
import { formatBytes } from "../shared/format";
import { kindIcons } from "../shared/icons";
import type { ToolListed } from "./tool-rows";
import type { KnownPythonTools } from "./use-python-tools";
import { encodeView, toolTitles, type ToolChoice } from "./views";

export const toolIcons: Record<ToolChoice, Image.ImageLike> = {
  pip: Icon.Box,
  uv: Icon.HardDrive,
  poetry: Icon.HardDrive,
  pdm: Icon.HardDrive,
  conda: Icon.HardDrive,
  all: Icon.List,
  several: Icon.CopyClipboard,
};

/** Of a row: a package, or what is of none, by its kind. */
export function iconOfTools({ key, groups: [first] }: Pick<ToolListed, "key" | "groups">): Image.ImageLike {
  if (isPackage(key)) return Icon.Box;
  return ofNone.get(first?.kind ?? "other") ?? kindIcons.other;
}

const ofNone: ReadonlyMap<string, Image.ImageLike> = new Map([
  ...Object.entries(kindIcons),
  ["Git repository", Icon.Code],
  ["environment", Icon.Leaf],
  ["build", Icon.Hammer],
]);

export interface ToolChoicesProps {
  known: Omit<KnownPythonTools, "onRead" | "elsewhere">;
  /** Bytes that pip keeps; absent while they are not read. */
  pipBytes?: number;
  /** What several keep; absent while that is not known. */
  several?: { bytes: number; upTo: boolean };
  /** What is chosen, which stays on offer. */
  chosen?: ToolChoice;
}

/** Nothing where there are no others. */
export function ToolChoices({ known, pipBytes = known.pipBytes, several, chosen }: ToolChoicesProps) {
  const { tools, sums } = known;
  if (tools.length === 0 && chosen === undefined) return null;
  const upTo = tools.some((tool) => tool.upTo);
  const isWhole = pipBytes !== undefined && tools.every(({ id }) => sums.has(id));
  const all = isWhole ? tools.reduce((sum, { id }) => sum + (sums.get(id) ?? 0), pipBytes) : undefined;
  const titleOf = (tool: ToolChoice, bytes: number | undefined, isUpTo = false) =>
    bytes === undefined ? toolTitles[tool] : `${toolTitles[tool]} (${isUpTo ? "up to " : ""}${formatBytes(bytes)})`;
  const choices: [tool: ToolChoice, title: string][] = [
    ["all", titleOf("all", all, upTo)],
    ["pip", titleOf("pip", pipBytes)],
    ...tools.map((tool): [ToolChoice, string] => [tool.id, titleOf(tool.id, sums.get(tool.id), tool.upTo)]),
  ];
  if (tools.length > 0) choices.push(["several", titleOf("several", several?.bytes, several?.upTo)]);
  if (chosen !== undefined && !choices.some(([tool]) => tool === chosen)) choices.push([chosen, toolTitles[chosen]]);
  return (
    <List.Dropdown.Section title="Packages Of">
      {choices.map(([tool, title]) => (
        <List.Dropdown.Item
          key={tool}
          value={encodeView({ type: "tool", tool })}
          title={title}
          icon={toolIcons[tool]}
        />
      ))}
    </List.Dropdown.Section>
  );
}
