/** What can be done with a package, with the selected ones, and with the cache: in the order that every panel has. */
import { Action, ActionPanel, Icon } from "@raycast/api";
import { specialIn } from "../../packaging/row-key";
import { CheckView } from "../check/check-view";
import { ClearActions, type ClearActionsProps } from "../clean-up/clear-actions";
import { CleanUpView } from "../clean-up/clean-up-view";
import { HistoryView } from "../removal/history-view";
import type { RemovalRequest } from "../removal/removal";
import {
  DetailsAction,
  MoreMenu,
  RefreshAction,
  SelectAction,
  SelectAllActions,
  type DetailsActionProps,
} from "../shared/actions";
import type { RowsByCache } from "../shared/memory";
import type { KnownMarks } from "../shared/marks";
import { titleCase } from "../shared/format";
import { openCommand } from "../shared/platform-calls";
import { CopyMenu } from "./copy-menu";
import { ExportAction } from "../export/export-action";
import type { ExportRequest } from "../export/export-wheelhouse";
import { FilesView } from "./files-view";
import { KeepAction, KeepVersionActions } from "./keep-actions";
import { LinkActions } from "./link-actions";
import { ownerOf, partOf } from "./owner";
import { RequirementsForm } from "./requirements-form";
import { RemoveAction, RemoveMenu, type RemoveActionsProps } from "./remove-actions";
import { selectedText } from "./selected";
import { encodeView, viewTitle, type View } from "./views";

export interface PackageActionsProps extends DetailsActionProps, ClearActionsProps, RemoveActionsProps {
  marks: KnownMarks;
  view: View;
  /** Real path of the one cache directory that is shown; absent where all are. */
  only?: string;
  /** What was read last of the caches. */
  known: () => RowsByCache;
  isSelected: boolean;
  onToggle: () => void;
  /** Selects all that the list shows; absent while that is not known. */
  onSelectAll?: () => void;
  /** All that the list shows, to be exported; absent while that is not known. */
  listed?: () => ExportRequest;
  /** See `RequirementsFormProps`. */
  onRequirements: (text: string) => void;
  onSelectNone: () => void;
  onRemoved: RemovalRequest["onEnd"];
  /** Something was removed elsewhere. */
  onChange: () => void;
}

export function PackageActions(props: PackageActionsProps) {
  const { summary, selected, caches, known, isSelected, onRemoved } = props;
  const { key, name } = summary;
  const chosen = props.chosen?.get(key);
  const { title } = ownerOf(key, name, chosen);
  return (
    <ActionPanel title={selected ? selectedText(selected) : title}>
      <ActionPanel.Section>
        <Action.Push
          key="files"
          title="Show Files…"
          icon={Icon.List}
          target={
            <FilesView
              name={name}
              title={title}
              rowKey={key}
              versions={chosen?.versions}
              caches={caches}
              known={known}
              onRemoved={onRemoved}
            />
          }
        />
        <DetailsAction key="details" {...props} />
      </ActionPanel.Section>
      <ActionPanel.Section>
        <RemoveAction key="remove" {...props} />
        <RemoveMenu key="remove-part" {...props} />
      </ActionPanel.Section>
      <ActionPanel.Section>
        {specialIn(key) !== "foreign" && (
          <SelectAction key="select" isSelected={isSelected} onToggle={props.onToggle} />
        )}
        <KeepAction key="keep" {...props} />
        <CopyMenu key="copy" summary={summary} caches={caches} />
      </ActionPanel.Section>
      <ActionPanel.Section>
        <Action.Push
          key="clean-up"
          title="Clean Up…"
          icon={Icon.Stars}
          shortcut={{ macOS: { modifiers: ["cmd"], key: "u" }, Windows: { modifiers: ["ctrl"], key: "u" } }}
          target={<CleanUpView only={props.only} onChange={props.onChange} />}
        />
        <PackageMoreMenu key="more" {...props} />
      </ActionPanel.Section>
    </ActionPanel>
  );
}

function PackageMoreMenu(props: PackageActionsProps) {
  const { summary, selected, known, caches, part, chosen, listed, onRefresh } = props;
  const { key, name, isPackage } = summary;
  const own = ownerOf(key, name, chosen?.get(key));
  const owner = selected?.owner ?? own;
  return (
    <MoreMenu>
      <ActionPanel.Section title="Select">
        <SelectAllActions onAll={props.onSelectAll} onNone={selected && props.onSelectNone} />
        <Action.Push
          key="select-from-requirements"
          title="Select from Requirements…"
          icon={Icon.Document}
          target={<RequirementsForm onRead={props.onRequirements} />}
        />
      </ActionPanel.Section>
      <ActionPanel.Section title="pip Cache">
        {isPackage && (
          <Action.Push
            key="check-package"
            title="Check Package…"
            icon={Icon.Heartbeat}
            target={<CheckView rowKey={key} name={name} known={known} onChange={onRefresh} />}
          />
        )}
        <Action.Push
          key="check"
          title="Check Everything…"
          icon={Icon.Heartbeat}
          target={<CheckView onChange={onRefresh} />}
        />
        <RefreshAction key="refresh" onRefresh={onRefresh} />
        <Action.Push key="history" title="Show History…" icon={Icon.Clock} target={<HistoryView />} />
        <Action
          key="installations"
          title="Show pip Installations…"
          icon={Icon.Terminal}
          onAction={() => openCommand("show-pip-installations")}
        />
        <Action
          key="developer-caches"
          title="Show Developer Caches…"
          icon={Icon.HardDrive}
          onAction={() => openCommand("search-developer-caches")}
        />
      </ActionPanel.Section>
      <ActionPanel.Section title="Wheelhouse">
        {(isPackage || selected) && (
          <ExportAction
            key="export"
            title={`Export ${selected ? titleCase(owner.what) : own.title}…`}
            request={() => ({ what: owner.what, selection: partOf(owner, part) })}
            caches={caches}
            known={known}
          />
        )}
        {listed && (
          <ExportAction
            key="export-listed"
            title="Export All That Is Listed…"
            isKeyed={false}
            request={listed}
            caches={caches}
            known={known}
          />
        )}
      </ActionPanel.Section>
      {props.view.type !== "sort" && (
        <ActionPanel.Section title={viewTitle(props.view)}>
          <LinkActions
            key="view-links"
            of="view"
            name={`${viewTitle(props.view)} in pip Cache`}
            to={{ view: encodeView(props.view) }}
          />
        </ActionPanel.Section>
      )}
      <ClearActions {...props} />
      <KeepVersionActions {...props} />
    </MoreMenu>
  );
}
