/** The tools that a person does not want to see in the map, nor have cleared with others. */
import { useState } from "react";
import { PersonalData, type StoredData, type UnreadableData } from "../shared/personal-data";
import type { MeasuredTool } from "./measured-tools";

interface HiddenTools {
  /** Ids, in the order in which they were hidden. */
  hidden: string[];
}

const stored = new PersonalData<HiddenTools>({
  name: "The list of hidden tools",
  file: "hidden-tools",
  version: 1,
  empty: { hidden: [] },
  parse: ({ hidden }) =>
    Array.isArray(hidden) && hidden.every((one) => typeof one === "string") ? { hidden } : undefined,
  guardsRemoval: true,
});

export const readHiddenTools = (): StoredData<HiddenTools> => stored.read();

/** Gives what cannot be read another name, so that a new list can be begun. */
export const setHiddenToolsAside = (): void => stored.setAside();

/** @throws see `PersonalData.change` */
export function hideTool(id: string, hides: boolean): void {
  stored.change(({ hidden }) => ({ hidden: [...hidden.filter((one) => one !== id), ...(hides ? [id] : [])] }));
}

/** Those that are shown, and those that are hidden; all are shown while the list cannot be read. */
export function withoutHidden(
  tools: MeasuredTool[],
  list: StoredData<HiddenTools> = readHiddenTools(),
): { shown: MeasuredTool[]; hidden: MeasuredTool[] } {
  const ids = new Set("value" in list ? list.value.hidden : []);
  return {
    shown: tools.filter(({ tool }) => !ids.has(tool.id)),
    hidden: tools.filter(({ tool }) => ids.has(tool.id)),
  };
}

export interface KnownHiddenTools {
  list: StoredData<HiddenTools>;
  unreadable?: UnreadableData;
  /** Something was changed. */
  reload: () => void;
}

export function useHiddenTools(): KnownHiddenTools {
  const [list, setList] = useState(readHiddenTools);
  return {
    list,
    unreadable: "unreadable" in list ? list.unreadable : undefined,
    reload: () => setList(readHiddenTools()),
  };
}
