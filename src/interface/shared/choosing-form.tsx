/** A form in which a person chooses files or folders, which says in its field why what was chosen will not do. */
import { Action, ActionPanel, Form, type Image } from "@raycast/api";
import { useState } from "react";

interface ChoosingFormProps extends Pick<
  Form.FilePicker.Props,
  "id" | "title" | "canChooseFiles" | "allowMultipleSelection"
> {
  navigationTitle: string;
  /** What is done with it. */
  action: { key: string; title: string; icon: Image.ImageLike };
  /** What comes of it: a sentence. */
  text: string;
  /** What to choose, as a sentence: where nothing is. */
  nothing: string;
  /** @returns why it will not do: a sentence */
  onChosen: (paths: string[]) => Promise<string | undefined>;
}

export function ChoosingForm({ navigationTitle, action, text, nothing, onChosen, ...picker }: ChoosingFormProps) {
  const [paths, setPaths] = useState<string[]>([]);
  const [problem, setProblem] = useState<string>();
  const [isWorking, setWorking] = useState(false);
  const submit = async () => {
    if (paths.length === 0) return setProblem(nothing);
    setWorking(true);
    try {
      setProblem(await onChosen(paths));
    } finally {
      setWorking(false);
    }
  };
  return (
    <Form
      navigationTitle={navigationTitle}
      isLoading={isWorking}
      actions={
        <ActionPanel>
          <Action.SubmitForm {...action} onSubmit={submit} />
        </ActionPanel>
      }
    >
      <Form.FilePicker
        {...picker}
        canChooseDirectories
        value={paths}
        error={problem}
        onChange={(chosen) => {
          setProblem(undefined);
          setPaths(chosen);
        }}
      />
      <Form.Description text={text} />
    </Form>
  );
}
