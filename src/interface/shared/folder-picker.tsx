/** The field of a form for one folder, with what is wrong with it until another is chosen. */
import { Form } from "@raycast/api";

export interface FolderPickerProps {
  problem: string | undefined;
  onChange: () => void;
  /** Whether the folder is there again the next time. */
  storeValue?: boolean;
}

export function FolderPicker({ problem, onChange, storeValue }: FolderPickerProps) {
  return (
    <Form.FilePicker
      id="folder"
      title="Folder"
      allowMultipleSelection={false}
      canChooseFiles={false}
      canChooseDirectories
      storeValue={storeValue}
      error={problem}
      onChange={onChange}
    />
  );
}
