/** What a person has made of the map: which tools they do not want to see there, nor have cleared with others, and folders of their own. */
import { useState } from "react";
import type { OwnFolder } from "../../developer-caches/own-folder";
import { visible } from "../../files/visible";
import { PersonalData, type StoredData, type UnreadableData } from "../shared/personal-data";
import type { MeasuredTool } from "./measured-tools";

export interface MapList {
  /** Ids of tools, in the order in which they were hidden. */
  hidden: string[];
  /** In the order in which they were added. */
  folders: OwnFolder[];
}

const stored = new PersonalData<MapList>({
  name: "The list of hidden tools and added folders",
  file: "hidden-tools",
  version: 1,
  empty: { hidden: [], folders: [] },
  parse: ({ hidden, folders = [] }) =>
    isListOf(hidden, isText) && isListOf(folders, isFolder) ? { hidden, folders: eachOnce(folders) } : undefined,
  guardsRemoval: true,
});

function isListOf<One>(value: unknown, isOne: (one: unknown) => one is One): value is One[] {
  return Array.isArray(value) && value.every(isOne);
}

/** Who edits the file may have it twice. */
const eachOnce = (folders: OwnFolder[]): OwnFolder[] => [
  ...new Map(folders.map((folder) => [folder.path, folder])).values(),
];

const isText = (value: unknown): value is string => typeof value === "string";

const isFolder = (value: unknown): value is OwnFolder =>
  typeof value === "object" &&
  value !== null &&
  "path" in value &&
  isText(value.path) &&
  "name" in value &&
  isText(value.name);

export const readMapList = (): StoredData<MapList> => stored.read();

/** Those that were added; none while the list cannot be read. */
export function addedFolders(list: StoredData<MapList> = readMapList()): OwnFolder[] {
  return "value" in list ? list.value.folders : [];
}

/** Gives what cannot be read another name, so that a new list can be begun. */
export const setMapListAside = (): void => stored.setAside();

/** @throws see `PersonalData.change` */
export function hideTool(id: string, hides: boolean): void {
  stored.change(({ hidden, ...list }) => ({
    ...list,
    hidden: [...hidden.filter((one) => one !== id), ...(hides ? [id] : [])],
  }));
}

/** One that is there already gets the new name. @throws see `PersonalData.change` */
export function addFolder(folder: OwnFolder): void {
  stored.change(({ folders, ...list }) => ({
    ...list,
    folders: [...folders.filter(({ path }) => path !== folder.path), folder],
  }));
}

/** Takes it off the list, and nothing else. @throws see `PersonalData.change` */
export function forgetFolder(path: string): void {
  stored.change(({ folders, ...list }) => ({ ...list, folders: folders.filter((one) => one.path !== path) }));
}

/** The whole of it to be copied: what is hidden by name, and each folder with its path. */
export function mapListText(list: StoredData<MapList>, hidden: readonly MeasuredTool[]): string {
  const ids = "value" in list ? list.value.hidden : [];
  const nameOf = (id: string) => hidden.find(({ tool }) => tool.id === id)?.tool.name ?? id;
  return [
    ...(ids.length > 0 ? ["Hidden Tools:", ...ids.map(nameOf)] : []),
    ...(addedFolders(list).length > 0
      ? ["Added Folders:", ...addedFolders(list).map(({ path, name }) => `${name}: ${path}`)]
      : []),
  ]
    .map(visible)
    .join("\n");
}

/** Those that are shown, and those that are hidden; all are shown while the list cannot be read. */
export function withoutHidden(
  tools: MeasuredTool[],
  list: StoredData<MapList> = readMapList(),
): { shown: MeasuredTool[]; hidden: MeasuredTool[] } {
  const ids = new Set("value" in list ? list.value.hidden : []);
  return {
    shown: tools.filter(({ tool }) => !ids.has(tool.id)),
    hidden: tools.filter(({ tool }) => ids.has(tool.id)),
  };
}

export interface KnownMapList {
  list: StoredData<MapList>;
  unreadable?: UnreadableData;
  /** Something was changed. */
  reload: () => void;
}

export function useMapList(): KnownMapList {
  const [list, setList] = useState(readMapList);
  return {
    list,
    unreadable: "unreadable" in list ? list.unreadable : undefined,
    reload: () => setList(readMapList()),
  };
}
