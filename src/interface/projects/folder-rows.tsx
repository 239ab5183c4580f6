/** The list of folders in which projects are looked for: shown, added to and taken from. */
import { Action, ActionPanel, Form, Icon, List, showToast, Toast, useNavigation, Keyboard } from "@raycast/api";
import { useState } from "react";
import { showFailure } from "../shared/failure-toast";
import { formatPath } from "../shared/format";
import { keywordsOf } from "../shared/keywords";
import {
  addProjectFolder,
  readProjectFolders,
  removeProjectFolder,
  setProjectFoldersAside,
  usualProjectFolders,
} from "./project-folders";

interface FolderProps {
  /** The list is another one now. */
  onChange: () => void;
}

export function FolderRows({ onChange }: FolderProps) {
  const stored = readProjectFolders();
  if ("unreadable" in stored) {
    const { name, path, reason } = stored.unreadable;
    return (
      <List.Section title="Project Folders">
        <List.Item
          id="unreadable-folders"
          title={`${name} Cannot Be Read`}
          subtitle={`${formatPath(path)}: ${reason}`}
          icon={Icon.ExclamationMark}
          actions={
            <ActionPanel>
              <Action.ShowInFinder key="show-in-finder" path={path} icon={Icon.Finder} />
              <Action
                key="set-aside"
                title="Set Aside and Begin Anew"
                icon={Icon.ArrowCounterClockwise}
                onAction={() => changed(setProjectFoldersAside, "Set the List Aside", onChange)}
              />
            </ActionPanel>
          }
        />
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
          actions={
            <ActionPanel>
              <Action.ShowInFinder key="show-in-finder" path={folder} icon={Icon.Finder} />
              <Action
                key="remove-folder"
                title="Remove from List"
                icon={Icon.MinusCircle}
                onAction={() => changed(() => removeProjectFolder(folder), "Removed from the List", onChange)}
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
                onAction={() => changed(() => addProjectFolder(folder), "Added Project Folder", onChange)}
              />
              <FolderActions onChange={onChange} />
            </ActionPanel>
          }
        />
      ))}
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
  const [folders, setFolders] = useState<string[]>([]);
  const [isMissing, setMissing] = useState(false);
  const save = async () => {
    if (folders.length === 0) return setMissing(true);
    await changed(() => folders.forEach(addProjectFolder), "Added Project Folder", onChange);
    pop();
  };
  return (
    <Form
      navigationTitle="Add Project Folder"
      actions={
        <ActionPanel>
          <Action.SubmitForm key="add" title="Add" icon={Icon.PlusCircle} onSubmit={save} />
        </ActionPanel>
      }
    >
      <Form.FilePicker
        id="folders"
        title="Folders"
        canChooseDirectories
        canChooseFiles={false}
        value={folders}
        error={isMissing && folders.length === 0 ? "Choose a folder." : undefined}
        onChange={setFolders}
      />
      <Form.Description text="Projects and environments in it are read, nothing in it is changed." />
    </Form>
  );
}

async function changed(change: () => void, title: string, onChange: () => void): Promise<void> {
  try {
    change();
  } catch (error) {
    return showFailure(error, "Could Not Change the List");
  }
  await showToast({ style: Toast.Style.Success, title });
  onChange();
}
