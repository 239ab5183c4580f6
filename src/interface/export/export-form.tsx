/** Where wheels and sdists are to be copied to, and whether requirements are wanted beside them. */
import { Action, ActionPanel, Form, Icon, useNavigation } from "@raycast/api";
import { useEffect, useRef, useState } from "react";
import type { CacheDirectory } from "../../pip-cache/locate";
import { folderProblem } from "../../pip-cache/export/export";
import { FolderPicker } from "../shared/folder-picker";
import type { RowsByCache } from "../shared/memory";
import { folderProblems } from "./export-messages";
import { ExportedView } from "./exported-view";
import { exportWheelhouse, type ExportRequest } from "./export-wheelhouse";

export interface ExportFormProps {
  /** What is meant, worked out when it is asked for. */
  request: () => ExportRequest;
  title?: "Export Wheelhouse" | "Save Wheel";
  caches: CacheDirectory[];
  /** What was read last of the caches. */
  known: () => RowsByCache;
}

interface Values {
  folder: string[];
  requirements?: boolean;
}

export function ExportForm({ request, title = "Export Wheelhouse", caches, known }: ExportFormProps) {
  const { push } = useNavigation();
  const [{ what, selection }] = useState(request);
  const [problem, setProblem] = useState<string>();
  const [isWorking, setWorking] = useState(false);
  const isOpen = useRef(true);
  useEffect(() => {
    isOpen.current = true;
    return () => void (isOpen.current = false);
  }, []);
  const submit = async ({ folder: [folder], requirements = false }: Values) => {
    if (folder === undefined) return setProblem("Choose a folder.");
    const wrong = folderProblem(folder, caches);
    if (wrong !== undefined) return setProblem(folderProblems[wrong]);
    setWorking(true);
    try {
      const wheelhouse = await exportWheelhouse({ what, selection }, folder, requirements, { caches, known: known() });
      if (wheelhouse && isOpen.current) push(<ExportedView wheelhouse={wheelhouse} />);
    } finally {
      setWorking(false);
    }
  };
  return (
    <Form
      navigationTitle={title}
      isLoading={isWorking}
      actions={
        <ActionPanel>
          <Action.SubmitForm
            key="export"
            title={title === "Save Wheel" ? "Save" : "Export"}
            icon={Icon.SaveDocument}
            onSubmit={submit}
          />
        </ActionPanel>
      }
    >
      <FolderPicker problem={problem} onChange={() => setProblem(undefined)} storeValue />
      {title === "Export Wheelhouse" && (
        <Form.Checkbox
          id="requirements"
          title="Beside Them"
          label="requirements.txt With Hashes"
          info="Of each package the newest version: pip then installs these files and no others"
          storeValue
        />
      )}
      <Form.Description
        text={`Copies the wheels and sdists of ${what} out of the cache, under the names that pip looks for. Each is held against the hash of its index, or its own checksums. Nothing there is overwritten, and the cache stays as it is.`}
      />
    </Form>
  );
}
