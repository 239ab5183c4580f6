/** What is cached because of one project or environment: what it alone needs, and what others need, too. */
import { Action, ActionPanel, Icon, List, useNavigation } from "@raycast/api";
import { largestBy } from "../../files/sort-steps";
import { useCachedState } from "@raycast/utils";
import { onlyNeededBy, type NeededOf } from "../../projects/needed";
import type { Rows } from "../../pip-cache/rows/rows";
import type { RowRemoval } from "../removal/use-row-removal";
import { packageKey, type RowKey } from "../../packaging/row-key";
import { PIP } from "../../pip-cache/entry";
import type { CachedPackage } from "../../python-caches/collect-packages";
import { visible } from "../../files/visible";
import type { Group } from "../../pip-cache/rows/groups";
import { newestFirst, newestOf } from "../../packaging/versions";
import { firstLines, formatBytes, formatCount } from "../shared/format";
import { rowIcon, sizeAccessories } from "../shared/icons";
import { MAX_ROWS } from "../shared/limits";
import { useSliced } from "../shared/use-sliced";
import { CopyNameAction, DetailsAction } from "../shared/actions";
import { escaped, paragraphs } from "../shared/markdown";
import { openCommand } from "../shared/platform-calls";
import { ExportAction } from "../export/export-action";
import type { ExportFormProps } from "../export/export-form";
import { FinishAction, nothingAloneText, type FinishingTools } from "./finish-action";
import type { KnownNeeds } from "./known-needs";
import { neededMarkdown } from "./needs-text";
import type { NeedUnit } from "./source-sums";
import { sumsOfUnitTools, type UnitTool } from "./unit-tools";
import { UnreadRows } from "./unread-rows";

export interface ProjectViewProps extends Pick<RowRemoval, "onRemove">, Pick<ExportFormProps, "caches" | "known"> {
  unit: NeedUnit;
  needs: KnownNeeds;
  rows: Rows;
  isKept: (key: RowKey, group: Group) => boolean;
  ofTools: FinishingTools;
  needsOfTools: KnownNeeds | undefined;
}

const versionsIn = ({ key, versions }: NeededOf): [RowKey, string[]] => [key, versions.map(({ version }) => version)];

interface PartOfPackage {
  of: NeededOf;
  name: string;
  /** Those that it needs. */
  versions: string[];
  /** All that are cached, newest first; at most so many as a detail tells of. */
  cached: string[];
  bytes: number;
  /** Names of the others that need it. */
  others: string[];
}

/** Of each section. */
const MOST_ROWS = Math.floor(MAX_ROWS / 2);
/** As many as the list of packages tells of. */
const MOST_VERSIONS = 100;

interface Parts {
  alone: PartOfPackage[];
  shared: PartOfPackage[];
}

export function ProjectView(props: ProjectViewProps) {
  const { unit, needs, rows, isKept, caches, known, ofTools, needsOfTools, onRemove } = props;
  const { pop } = useNavigation();
  const [isShowingDetail, setShowingDetail] = useCachedState("show-detail-project", false);
  const [parts, isWorking] = useSliced(() => partsOf(unit, needs, rows, isKept), [unit, needs, rows, isKept]);
  const { notFollowed, path, name: ofUnit } = unit.source;
  const finish = (
    <FinishAction unit={unit} needs={needs.needs} ofTools={ofTools} onRemove={onRemove} onFinished={pop} />
  );
  const always = (
    <>
      <DetailsAction
        key="details"
        isShowingDetail={isShowingDetail}
        onToggleDetail={() => setShowingDetail((before) => !before)}
      />
      <Action.ShowInFinder key="show-in-finder" path={path} icon={Icon.Finder} />
      {finish}
    </>
  );
  /** @param id of the section: some versions of a package may be in one, and some in the other */
  const section = (id: string, title: string, items: PartOfPackage[]) => (
    <List.Section
      title={title}
      subtitle={`${formatCount(items.length, "package")}, ${formatBytes(items.reduce((sum, one) => sum + one.bytes, 0))}`}
    >
      {items.slice(0, MOST_ROWS).map(({ of, name, versions, cached, bytes, others }) => (
        <List.Item
          key={of.key}
          id={`${id} ${of.key}`}
          title={name}
          subtitle={isShowingDetail ? undefined : firstLines(versions, 3).join(", ")}
          icon={rowIcon(of.key)}
          accessories={[
            ...(others.length > 0 && !isShowingDetail
              ? [{ text: `also ${firstLines(others, 2).join(", ")}`, tooltip: others.join(", ") }]
              : []),
            ...sizeAccessories({ bytes, shared: 0 }),
          ]}
          detail={
            isShowingDetail && (
              <List.Item.Detail markdown={paragraphs([`# ${escaped(name)}`, neededMarkdown(needs, of.key, cached)])} />
            )
          }
          actions={
            <ActionPanel title={ofUnit}>
              {always}
              <ExportAction
                key="export"
                title="Export What It Needs…"
                request={() => ({
                  what: `what ${ofUnit} needs`,
                  selection: { versionsOf: onlyNeededBy(needs.needs, unit.paths).map(versionsIn) },
                })}
                caches={caches}
                known={known}
              />
              <CopyNameAction key="copy-name" name={name} />
            </ActionPanel>
          }
        />
      ))}
      {items.length > MOST_ROWS && (
        <List.Item
          id={`${id} rest`}
          title={`…and ${formatCount(items.length - MOST_ROWS, "other")}`}
          icon={Icon.Ellipsis}
        />
      )}
    </List.Section>
  );
  const sums = sumsOfUnitTools(ofTools.tools);
  const isAnything = (parts?.alone.length ?? 0) + (parts?.shared.length ?? 0) + ofTools.tools.length > 0;
  return (
    <List
      isLoading={isWorking}
      isShowingDetail={isShowingDetail && isAnything}
      navigationTitle={ofUnit}
      searchBarPlaceholder="Search packages"
    >
      {parts && parts.alone.length > 0 && section("alone", "Only This Needs", parts.alone)}
      {ofTools.tools.map((own) => (
        <ToolSections
          key={own.tool.id}
          own={own}
          needs={needsOfTools}
          isShowingDetail={isShowingDetail}
          actions={<ActionPanel title={ofUnit}>{always}</ActionPanel>}
        />
      ))}
      {parts && parts.alone.length === 0 && sums.aloneBytes === 0 && (
        <List.Section title="Only This Needs">
          <List.Item
            id="nothing"
            title="Nothing"
            subtitle={nothingAloneText({ bytes: unit.bytes + sums.bytes })}
            icon={Icon.CheckCircle}
            actions={
              <ActionPanel title={ofUnit}>
                <Action
                  key="clean-up"
                  title="Show What Can Go…"
                  icon={Icon.Wand}
                  onAction={() => openCommand("clean-up-pip-cache")}
                />
                <Action.ShowInFinder key="show-in-finder" path={path} icon={Icon.Finder} />
                {finish}
              </ActionPanel>
            }
          />
        </List.Section>
      )}
      {parts && parts.shared.length > 0 && section("shared", "Others Need, Too", parts.shared)}
      {notFollowed.length > 0 && (
        <List.Section title="Could Not Be Followed">
          <List.Item
            id="not-followed"
            title={firstLines(notFollowed, 5).join(", ")}
            subtitle={notFollowed.length === 1 ? "What it requires is not known" : "What these require is not known"}
            icon={Icon.QuestionMark}
          />
        </List.Section>
      )}
      <UnreadRows sources={needs.needs.sources.filter(({ path }) => unit.paths.includes(path))} />
    </List>
  );
}

interface ToolSectionsProps {
  own: UnitTool;
  needs: KnownNeeds | undefined;
  isShowingDetail: boolean;
  actions: List.Item.Props["actions"];
}

/** What one of the other tools keeps because of it. */
function ToolSections({ own: { tool, alone, others, bytes, aloneBytes }, ...item }: ToolSectionsProps) {
  const section = (id: string, title: string, items: UnitTool["others"], sum: number) =>
    items.length > 0 && (
      <List.Section
        title={`${tool.name}: ${title}`}
        subtitle={`${formatCount(items.length, "package")}, ${formatBytes(sum)}`}
      >
        {items.slice(0, MOST_ROWS).map(({ cached, names }) => (
          <ToolPackageItem key={cached.key} id={`${id} ${cached.key}`} cached={cached} names={names} {...item} />
        ))}
      </List.Section>
    );
  return (
    <>
      {section(
        "alone",
        "Only This Needs",
        alone.map((cached) => ({ cached, names: [] })),
        aloneBytes,
      )}
      {section("shared", "Others Need, Too", others, bytes - aloneBytes)}
    </>
  );
}

interface ToolPackageItemProps extends Omit<ToolSectionsProps, "own"> {
  id: string;
  cached: CachedPackage;
  /** Of the others that need it. */
  names: string[];
}

function ToolPackageItem({ id, cached, names, needs, isShowingDetail, actions }: ToolPackageItemProps) {
  const { name = "", bytes, shared } = cached;
  const versions = newestFirst([...new Set(cached.versions.flatMap(({ version }) => version ?? []))]);
  return (
    <List.Item
      id={id}
      title={visible(name)}
      subtitle={isShowingDetail ? undefined : firstLines(versions, 3, visible).join(", ")}
      icon={Icon.Box}
      accessories={[
        ...(names.length > 0 && !isShowingDetail
          ? [{ text: `also ${firstLines(names, 2).join(", ")}`, tooltip: names.join(", ") }]
          : []),
        ...sizeAccessories({ bytes, shared }),
      ]}
      detail={
        isShowingDetail && (
          <List.Item.Detail
            markdown={paragraphs([
              `# ${escaped(name)}`,
              needs && neededMarkdown(needs, packageKey(PIP, name), versions),
            ])}
          />
        )
      }
      actions={actions}
    />
  );
}

/** Largest first. Pauses after each group. */
function* partsOf(
  { paths }: NeedUnit,
  { needs }: KnownNeeds,
  rows: Rows,
  isKept: ProjectViewProps["isKept"],
): Generator<undefined, Parts> {
  const parts: Parts = { alone: [], shared: [] };
  for (const of of onlyNeededBy(needs, paths)) {
    const row = rows.numberOf(of.key);
    if (row === undefined) continue;
    const alone = new Set(of.versions.flatMap(({ version, others }) => (others.length === 0 ? [version] : [])));
    const others = new Map(of.versions.map(({ version, others: more }) => [version, more]));
    const sums = { alone: 0, shared: 0 };
    let isSomeKept = false;
    const all = new Set<string>();
    for (const group of rows.groupsAt(row)) {
      yield undefined;
      const { version, bytes } = group;
      if (version !== undefined) all.add(version);
      if (isKept(of.key, group)) {
        isSomeKept = true;
        if (version === undefined || others.has(version)) sums.shared += bytes;
      } else if (version === undefined) sums[of.others.length === 0 ? "alone" : "shared"] += bytes;
      else if (alone.has(version)) sums.alone += bytes;
      else if (others.has(version)) sums.shared += bytes;
    }
    const name = rows.nameAt(row);
    const cached = yield* newestOf(all, MOST_VERSIONS);
    const namesOf = (indexes: Iterable<number>) =>
      [...new Set(indexes)].flatMap((index) => needs.sources[index]?.name ?? []);
    if (sums.alone > 0) parts.alone.push({ of, name, versions: [...alone], cached, bytes: sums.alone, others: [] });
    if (sums.shared > 0) {
      const versions = [...others.keys()].filter((version) => !alone.has(version));
      const names = [
        ...(isSomeKept ? ["Kept"] : []),
        ...namesOf(versions.length > 0 ? versions.flatMap((one) => others.get(one) ?? []) : of.others),
      ];
      parts.shared.push({ of, name, versions, cached, bytes: sums.shared, others: names });
    }
  }
  const byBytes = largestBy(({ name }: PartOfPackage) => name);
  return { alone: parts.alone.sort(byBytes), shared: parts.shared.sort(byBytes) };
}
