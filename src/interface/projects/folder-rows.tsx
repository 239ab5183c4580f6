/** The list of folders in which projects are looked for: shown with what was found in each, added to and taken from. */
import { Action, ActionPanel, Icon, List, showToast, Toast, useNavigation, Keyboard } from "@raycast/api";
import { sep } from "node:path";
import { isInside } from "../../files/guard";
import { realPath } from "../../files/presence";
import { whyNoFolder } from "../../projects/files/find-projects";
import { ChoosingForm } from "../shared/choosing-form";
import { showFailure } from "../shared/failure-toast";
import { firstLines, formatCount, formatPath } from "../shared/format";
import { keywordsOf } from "../shared/keywords";
import { UnreadableRow } from "../shared/unreadable-row";
import type { KnownNeeds } from "./known-needs";
import {
  addProjectFolder,
  readProjectFolders,
  removeProjectFolder,
  setProjectFoldersAside,
  usualProjectFolders,
} from "./project-folders";
import type { NeedsOfList } from "./use-needs";

interface FolderProps {
  /** See `NeedsOfList.readAnew`: the list is another one now. */
  onChange: NeedsOfList["readAnew"];
}

interface FolderRowsProps extends FolderProps {
  /** What was found the last time; absent until then. */
  known?: KnownNeeds;
}

export function FolderRows({ known, onChange }: FolderRowsProps) {
  const stored = readProjectFolders();
  if ("unreadable" in stored) {
    return (
      <List.Section title="Project Folders">
        <UnreadableRow id="unreadable-folders" unreadable={stored.unreadable}>
          <Action
            key="set-aside"
            title="Set Aside and Begin Anew"
            icon={Icon.ArrowCounterClockwise}
            onAction={() => change(setProjectFoldersAside, onChange, "Set the List Aside")}
          />
        </UnreadableRow>
      </List.Section>
    );
  }
  return (
    <List.Section title="Project Folders" subtitle="only these are looked into">
      {stored.value.folders.map((folder) => (
        <List.Item
          key={folder}
          id={`folder ${folder}`}
          title={formatPath(folder)}
          icon={Icon.Folder}
          keywords={keywordsOf([formatPath(folder)])}
          accessories={known && [accessoryOf(foundIn(folder, known))]}
          actions={
            <ActionPanel>
              <Action.ShowInFinder key="show-in-finder" path={folder} icon={Icon.Finder} />
              <Action
                key="remove-folder"
                title="Remove from List"
                icon={Icon.MinusCircle}
                onAction={() => change(() => removeProjectFolder(folder), onChange, "Removed from the List")}
              />
              <FolderActions onChange={onChange} />
            </ActionPanel>
          }
        />
      ))}
      {usualProjectFolders().map((folder) => (
        <List.Item
          key={folder}
          id={`usual ${folder}`}
          title={`Look in ${formatPath(folder)}`}
          subtitle="not looked into yet"
          icon={Icon.PlusCircle}
          keywords={keywordsOf([formatPath(folder)])}
          actions={
            <ActionPanel>
              <Action
                key="add-usual"
                title={`Look in ${formatPath(folder)}`}
                icon={Icon.PlusCircle}
                onAction={() => add([folder], onChange)}
              />
              <FolderActions onChange={onChange} />
            </ActionPanel>
          }
        />
      ))}
      {stored.value.folders.length === 0 && (
        <List.Item
          id="add-folder"
          title="Add Project Folder"
          subtitle="the one in which your projects lie"
          icon={Icon.PlusCircle}
          actions={
            <ActionPanel>
              <FolderActions onChange={onChange} />
            </ActionPanel>
          }
        />
      )}
    </List.Section>
  );
}

export const FolderActions = ({ onChange }: FolderProps) => (
  <Action.Push
    key="add-folder"
    title="Add Project Folder…"
    icon={Icon.PlusCircle}
    shortcut={Keyboard.Shortcut.Common.New}
    target={<AddFolderForm onChange={onChange} />}
  />
);

function AddFolderForm({ onChange }: FolderProps) {
  const { pop } = useNavigation();
  return (
    <ChoosingForm
      navigationTitle="Add Project Folder"
      action={{ key: "add", title: "Add", icon: Icon.PlusCircle }}
      id="folders"
      title="Folders"
      canChooseFiles={false}
      nothing="Choose a folder."
      text="Projects and environments in it are read, nothing in it is changed."
      onChosen={async (folders) => {
        const [none] = folders.flatMap((folder) => whyNoFolder(folder) ?? []);
        if (none) return `${formatPath(none.path)}: ${none.reason}`;
        pop();
        await add(folders, onChange);
        return undefined;
      }}
    />
  );
}

/** Says what was found in them. */
async function add(paths: readonly string[], onChange: FolderProps["onChange"]): Promise<void> {
  const stored = readProjectFolders();
  const before = "value" in stored ? stored.value.folders : [];
  const added: string[] = [];
  const known = await change(() => paths.forEach((path) => added.push(addProjectFolder(path))), onChange);
  if (known === undefined) return;
  const isNew = added.some((folder) => !before.includes(folder));
  const found = added.map((folder) => `${formatPath(folder)}: ${foundIn(folder, known).says}`);
  await showToast({
    style: Toast.Style.Success,
    title: !isNew ? "Already on the List" : added.length > 1 ? "Added Project Folders" : "Added Project Folder",
    message: firstLines(found, 3).join(" · "),
  });
}

/** @returns what is needed now; undefined where that, or the list, could not be changed or read, which was said */
async function change(
  edit: () => void,
  onChange: FolderProps["onChange"],
  title?: string,
): Promise<KnownNeeds | undefined> {
  try {
    edit();
  } catch (error) {
    await showFailure(error, "Could Not Change the List");
    return undefined;
  }
  const known = await onChange();
  if (known && title !== undefined) await showToast({ style: Toast.Style.Success, title });
  return known;
}

interface FoundInFolder {
  /** `3 projects, 1 environment`, or a sentence with why it was not looked at. */
  says: string;
  /** That it was not, in a word or two. */
  tag?: string;
}

function foundIn(folder: string, { needs, found }: KnownNeeds): FoundInFolder {
  const failure = found.failures.find(({ path }) => path === folder);
  const why = failure?.reason ?? found.leftOut.find(({ text }) => text === folder)?.why;
  if (why !== undefined) return { says: why, tag: failure?.code === "ENOENT" ? "Not Found" : "Not Looked At" };
  const real = realPath(folder) ?? folder;
  const within = needs.sources.filter(({ path }) => path === real || isInside(path, real, sep));
  const projects = within.filter(({ kind }) => kind === "project").length;
  const environments = within.length - projects;
  const counts = [
    projects > 0 && formatCount(projects, "project"),
    environments > 0 && formatCount(environments, "environment"),
  ];
  return { says: counts.filter(Boolean).join(", ") || "no project or environment found" };
}

const accessoryOf = ({ says, tag }: FoundInFolder): List.Item.Accessory =>
  tag === undefined ? { text: says } : { tag, tooltip: says };
