/** Every file that is kept of one package, each with the name it has on its index where that is proven, and each removable. */
import { Action, ActionPanel, getPreferenceValues, Icon, Keyboard, List } from "@raycast/api";
import { largestBy } from "../../files/sort-steps";
import { isPackage, specialIn, toolIn, type RowKey } from "../../packaging/row-key";
import { damages } from "../../pip-cache/entry";
import { noSums, type Group } from "../../pip-cache/rows/groups";
import { withNewFolders, type CacheDirectory } from "../../pip-cache/locate";
import { listFiles, type CachedFile } from "../../pip-cache/details/list-files";
import { installablePart } from "../../pip-cache/export/export";
import { entryId } from "../../pip-cache/selection";
import { ExportAction } from "../export/export-action";
import { downloadedMs, isDescribed, fileKeywords, subtitleOf, fileTitle, whenText } from "./file-text";
import { CopyPathAction, RefreshAction } from "../shared/actions";
import { formatAge, formatBytes, formatNumber, formatSize, pathOf } from "../shared/format";
import { useState } from "react";
import type { NamedHardFile } from "../../pip-cache/cost/hard";
import { recallHardFiles } from "../cost/hard-files";
import { hardReasonsText, hardTitle } from "../cost/hard-text";
import { keywordsOf } from "../shared/keywords";
import { damagedIcon, hardIcon, keptIcon, kindIcons, sizeAccessories } from "../shared/icons";
import { visible } from "../../files/visible";
import { useMarks, type KnownMarks } from "../shared/marks";
import { KeepVersionAction, keepShortcut } from "./keep-actions";
import type { RowsByCache } from "../shared/memory";
import { indexUrls } from "../shared/pips";
import { NothingListed } from "../shared/still-reading";
import { useLoading } from "../shared/use-loading";
import { useRowLimit } from "../shared/use-row-limit";
import { removeSelection, type RemovalRequest } from "../removal/removal";
import { foreignWarning } from "../removal/removal-messages";
import { ReportAction } from "./report-action";
import { formatUnits, unitOf } from "../shared/units";
import { dated } from "../shared/values";

export interface FilesViewProps {
  name: string;
  rowKey: RowKey;
  /** What the list is called, where that is not the name. */
  title?: string;
  /** Just files of these are listed; absent for all. */
  versions?: ReadonlySet<string>;
  caches: CacheDirectory[];
  /** What was read last of the caches. */
  known: () => RowsByCache;
  onRemoved: RemovalRequest["onEnd"];
}

export function FilesView(props: FilesViewProps) {
  const { name, title = name, rowKey, versions, caches, known, onRemoved } = props;
  const marks = useMarks();
  const [hard, setHard] = useState<ReadonlyMap<string, NamedHardFile>>(new Map());
  const loading = useLoading(
    async (signal, key) => {
      const options = { signal, indexUrls: await indexUrls(), known: known() };
      const listed = await listFiles(withNewFolders(caches), key, options);
      const hard = await hardByFile(caches, known(), key);
      setHard(hard);
      const meant = versions ? listed.filter(({ identity: { version = "" } }) => versions.has(version)) : listed;
      return meant.sort(largestBy((file: CachedFile) => entryId(file)));
    },
    [rowKey],
    "Could Not List the Files",
  );
  const { data: files = [], error, isLoading, reload } = loading;
  const { shown, more, search } = useRowLimit(files, (entry) => fileKeywords(entry, name));
  const sum = (what: "bytes" | "shared") => files.reduce((total, entry) => total + entry[what], 0);
  const removeEntry = (entry: CachedFile) =>
    removeFile(entry, {
      ...props,
      onRemoved: (plan, removal) => {
        onRemoved?.(plan, removal);
        reload();
      },
    });
  return (
    <List isLoading={isLoading} searchBarPlaceholder={`Search files of ${title}`} {...search}>
      {(isLoading || files.length === 0) && (
        <NothingListed loading={loading}>
          {error ? (
            <List.EmptyView icon={Icon.Warning} title="Could Not List the Files" description={visible(error.message)} />
          ) : (
            <List.EmptyView
              icon={Icon.CheckCircle}
              title="Nothing Left"
              description={`Nothing is cached of ${title}.`}
            />
          )}
        </NothingListed>
      )}
      <List.Section
        title={title}
        subtitle={[
          `${formatUnits(files.length, unitOf(rowKey))}, ${formatSize({ bytes: sum("bytes"), shared: sum("shared") })}`,
          more,
        ]
          .filter(Boolean)
          .join(" · ")}
      >
        {shown.map((entry) => (
          <List.Item
            key={`${entry.cache}/${entryId(entry)}`}
            id={visible(`${entry.cache}/${entryId(entry)}`)}
            title={fileTitle(entry, name)}
            subtitle={subtitleOf(entry)}
            icon={entry.damage ? damagedIcon : kindIcons[entry.identity.kind]}
            keywords={[...fileKeywords(entry, name), ...(hard.has(idOf(entry)) ? keywordsOf([hardTitle]) : [])]}
            accessories={[
              ...(marks.isKept(rowKey, groupOf(entry)) ? [{ icon: keptIcon, tooltip: "Kept" }] : []),
              ...hardAccessory(hard.get(idOf(entry))),
              ...(entry.damage ? [{ icon: damagedIcon, tooltip: damages[entry.damage] }] : []),
              { text: formatAge(downloadedMs(entry)), tooltip: whenText(entry) },
              ...sizeAccessories(entry, `${formatNumber(entry.bytes)} bytes`, dated("downloaded", downloadedMs(entry))),
            ]}
            actions={
              <FileActions
                {...props}
                entry={entry}
                marks={marks}
                onRemove={() => removeEntry(entry)}
                onRefresh={reload}
              />
            }
          />
        ))}
      </List.Section>
    </List>
  );
}

const idOf = ({ cache, layout, files }: Pick<CachedFile, "cache" | "layout" | "files">): string =>
  `${cache}/${layout}/${files[0].path}`;

/** Of a package's files, those that are hard to get back. */
async function hardByFile(caches: CacheDirectory[], known: RowsByCache, key: RowKey) {
  const hard = await recallHardFiles(caches, known, [key]);
  return new Map(hard.map((file) => [`${file.cache}/${file.layout}/${file.path}`, file]));
}

const hardAccessory = (hard: NamedHardFile | undefined): List.Item.Accessory[] =>
  hard ? [{ icon: hardIcon, tooltip: `Hard to get back: ${hardReasonsText(hard.reasons)}` }] : [];

/** What a test of groups asks of a file. */
const groupOf = ({ identity, layout, damage }: CachedFile): Group => ({ ...identity, layout, damage, ...noSums() });

interface FileActionsProps extends FilesViewProps {
  entry: CachedFile;
  marks: KnownMarks;
  onRemove: () => void;
  onRefresh: () => void;
}

function FileActions({ entry, name, rowKey, marks, caches, known, onRemove, onRefresh }: FileActionsProps) {
  return (
    <ActionPanel>
      <ActionPanel.Section>
        <Action.ShowInFinder key="show-in-finder" path={pathOf(entry)} icon={Icon.Finder} />
        {installablePart({ kinds: [entry.identity.kind] }) && (
          <ExportAction
            key="export"
            title={entry.identity.kind === "sdist" ? "Save Sdist…" : "Save Wheel…"}
            formTitle="Save Wheel"
            request={() => ({
              what: fileTitle(entry, name),
              selection: { caches: [entry.cache], entries: [entryId(entry)], rows: [rowKey] },
            })}
            caches={caches}
            known={known}
          />
        )}
        <ActionPanel.Submenu key="copy" title="Copy…" icon={Icon.Clipboard}>
          <Action.CopyToClipboard
            key="copy-name"
            title={isDescribed(entry) ? "Copy Description" : "Copy Name"}
            icon={Icon.Clipboard}
            shortcut={Keyboard.Shortcut.Common.CopyName}
            content={fileTitle(entry, name)}
          />
          <CopyPathAction key="copy-path" path={pathOf(entry)} />
          {entry.origin && (
            <Action.CopyToClipboard key="copy-origin" title="Copy Origin" icon={Icon.Link} content={entry.origin.url} />
          )}
          {specialIn(rowKey) === "other" && <ReportAction caches={caches} />}
        </ActionPanel.Submenu>
      </ActionPanel.Section>
      <ActionPanel.Section>
        <Action
          key="remove"
          title={`Remove File (${formatBytes(entry.bytes)})`}
          icon={Icon.Trash}
          style={Action.Style.Destructive}
          shortcut={Keyboard.Shortcut.Common.Remove}
          onAction={onRemove}
        />
        {entry.identity.version !== undefined && isPackage(rowKey) && (
          <KeepVersionAction
            key="keep-version"
            rowKey={rowKey}
            name={name}
            version={entry.identity.version}
            marks={marks}
            shortcut={keepShortcut}
          />
        )}
        <RefreshAction key="refresh" onRefresh={onRefresh} />
      </ActionPanel.Section>
    </ActionPanel>
  );
}

/** Of what pip did not write nothing goes without a question. */
async function removeFile(
  entry: CachedFile,
  { name, rowKey, caches, known, onRemoved }: FilesViewProps,
): Promise<void> {
  const { askBeforeRemoving } = getPreferenceValues<Preferences>();
  const isForeign = specialIn(rowKey) === "foreign";
  await removeSelection({
    caches,
    selection: {
      caches: [entry.cache],
      entries: [entryId(entry)],
      ...(isForeign ? { tools: [toolIn(rowKey)], foreign: true } : { rows: [rowKey] }),
    },
    known: known(),
    what: fileTitle(entry, name),
    verb: "Remove",
    ask: isForeign || askBeforeRemoving,
    because: isForeign ? foreignWarning : undefined,
    inView: true,
    onEnd: onRemoved,
  });
}
