/** Choosing a file whose packages are to be looked for and selected: requirements, a lock, a project's folder. */
import { Icon, showToast, Toast, useNavigation } from "@raycast/api";
import { basename } from "node:path";
import { thisMachine } from "../../files/machine";
import { readMounts } from "../../files/volumes";
import { readChosen } from "../../projects/files/read-chosen";
import type { Named, Project } from "../../projects/source";
import { ChoosingForm } from "../shared/choosing-form";
import { showFailure } from "../shared/failure-toast";
import { firstLines, formatCount, titleCase } from "../shared/format";

export interface RequirementsFormProps {
  /** What a person would type to find what the file names: a requirement in each line. */
  onRead: (text: string) => void;
}

export function RequirementsForm({ onRead }: RequirementsFormProps) {
  const { pop } = useNavigation();
  const read = async ([path = ""]: string[]): Promise<string | undefined> => {
    try {
      const machine = thisMachine();
      const project = await readChosen({ path, machine, mounts: await readMounts(machine) });
      const names = project?.files.flatMap(({ named }) => named) ?? [];
      const failure = project?.failures[0]?.reason;
      if (project === undefined || names.length === 0) return failure ?? "It names no package.";
      onRead(textOf(names));
      pop();
      await say(basename(path), project, names);
    } catch (error) {
      await showFailure(error, "Could Not Read the File");
    }
    return undefined;
  };
  return (
    <ChoosingForm
      navigationTitle="Select from Requirements"
      action={{ key: "select", title: "Select", icon: Icon.CheckCircle }}
      id="file"
      title="File or Folder"
      allowMultipleSelection={false}
      nothing="Choose a file or a folder."
      text="Requirements, a lock, or the folder of a project. What it names and is cached is then selected; nothing is removed yet."
      onChosen={read}
    />
  );
}

/** As one types it, each once. */
function textOf(names: readonly Named[]): string {
  const lines = names.map(({ name, version, specifiers = "" }) => name + (version ? `==${version}` : specifiers));
  // Of one name alone it could not be told whether words are meant.
  return `${[...new Set(lines.map((line) => line.replace(/\s+/g, "")))].join("\n")}\n`;
}

async function say(name: string, { files, failures }: Project, names: readonly Named[]): Promise<void> {
  const unread = [
    ...files.flatMap((file) => file.unread.map(({ text, why }) => `${text}: ${why}`)),
    ...failures.map(({ path, reason }) => `${path}: ${reason}`),
  ];
  const count = formatCount(new Set(names.map((one) => one.name)).size, "package");
  await showToast({
    style: Toast.Style.Success,
    title: `${name} Names ${titleCase(count)}`,
    message: unread.length > 0 ? `Not read: ${firstLines(unread, 3).join(" ")}` : undefined,
  });
}
