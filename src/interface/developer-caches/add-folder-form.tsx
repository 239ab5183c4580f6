/** Which folder is to be in the map, and what it is called there. */
import { Action, ActionPanel, Form, Icon, showToast, Toast, useNavigation } from "@raycast/api";
import { FolderPicker } from "../shared/folder-picker";
import { basename } from "node:path";
import { useState } from "react";
import { hasControlCharacter } from "../../files/guard";
import { visible } from "../../files/visible";
import { showFailure } from "../shared/failure-toast";
import { trashName } from "../shared/trash-name";
import { addFolder, forgetFolder } from "./map-list";
import { addablePath } from "./own-folders";

interface Values {
  folder: string[];
  name: string;
}

const MAX_NAME = 60;

/** @param onChange the list is another one */
export function AddFolderForm({ onChange }: { onChange: () => void }) {
  const { pop } = useNavigation();
  const [problem, setProblem] = useState<string>();
  const [nameProblem, setNameProblem] = useState<string>();
  const [isWorking, setWorking] = useState(false);
  const submit = async ({ folder: [folder], name: given }: Values) => {
    if (folder === undefined) return setProblem("Choose a folder.");
    const name = given.trim();
    if (name.length > MAX_NAME) return setNameProblem(`At most ${MAX_NAME} characters.`);
    if (hasControlCharacter(name)) return setNameProblem("It has to be one line of text.");
    setWorking(true);
    try {
      const found = await addablePath(folder);
      if ("why" in found) return setProblem(found.why);
      addFolder({ path: found.path, name: name || visible(basename(found.path)) });
    } catch (error) {
      return await showFailure(error, "Could Not Add the Folder");
    } finally {
      setWorking(false);
    }
    pop();
    onChange();
    await showToast({
      style: Toast.Style.Success,
      title: "Added Folder",
      message: `It is measured, and goes to the ${trashName} only`,
    });
  };
  return (
    <Form
      navigationTitle="Add a Folder"
      isLoading={isWorking}
      actions={
        <ActionPanel>
          <Action.SubmitForm key="add" title="Add" icon={Icon.PlusCircle} onSubmit={submit} />
        </ActionPanel>
      }
    >
      <FolderPicker problem={problem} onChange={() => setProblem(undefined)} />
      <Form.TextField
        id="name"
        title="Name"
        placeholder="that of the folder"
        error={nameProblem}
        onChange={() => setNameProblem(undefined)}
      />
      <Form.Description
        text={`It gets a row of its own with its size, and can be moved to the ${trashName} from there; it is never deleted otherwise. Refused are your home, folders that many programs or the system use, repositories, environments, and other tools' caches.`}
      />
    </Form>
  );
}

export const AddFolderAction = ({ onChange }: { onChange: () => void }) => (
  <Action.Push title="Add a Folder…" icon={Icon.PlusCircle} target={<AddFolderForm onChange={onChange} />} />
);

/** Takes a folder off the list; the folder stays. */
export function ForgetFolderAction({ path, name, onChange }: { path: string; name: string; onChange: () => void }) {
  const forget = async () => {
    try {
      forgetFolder(path);
      onChange();
      await showToast({
        style: Toast.Style.Success,
        title: `Removed ${name} from the List`,
        message: "The folder stays",
      });
    } catch (error) {
      await showFailure(error, "Could Not Change the List");
    }
  };
  return <Action title="Remove from List" icon={Icon.MinusCircle} onAction={forget} />;
}
