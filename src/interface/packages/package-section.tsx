/** The rows of the list, each with its detail and its actions, below what they come to. */
import { List } from "@raycast/api";
import { inSlices } from "../../files/tasks";
import { isPackage, packageIn, specialIn, type RowKey } from "../../packaging/row-key";
import { selectionOfHard } from "../../pip-cache/cost/hard";
import type { HardOfList } from "../cost/use-hard-files";
import { withKey, type DetailsActionProps } from "../shared/actions";
import { formatBytes, formatCount, formatShare } from "../shared/format";
import { MAX_ROWS } from "../shared/limits";
import { unreadMessage } from "../shared/unread-folders";
import { OtherDetail } from "./other-detail";
import type { KnownMarks } from "../shared/marks";
import type { KnownNeeds } from "../projects/known-needs";
import { lookedAtAndUnreadText, needOf, neededMarkdown, neededSentence } from "../projects/needs-text";
import { bytesStaying, keptOf } from "./kept-text";
import { paragraphs } from "../shared/markdown";
import { ownerOfAll, partOf } from "./owner";
import type { BytesElsewhere } from "../python-tools/python-tools";
import { PackageActions } from "./package-actions";
import { PackageDetail, type PackageDetailProps } from "./package-detail";
import { PackageItem } from "./package-item";
import { selectedSubtitle, type Selected } from "./selected";
import { selectedRows } from "./selected-rows";
import type { ShownTotals } from "./shown";
import type { ListContent, PackageList } from "./use-package-list";
import type { Packages } from "../shared/use-packages";
import { withoutKept } from "../removal/kept";
import type { RowRemoval } from "../removal/use-row-removal";
import { toolTitles, viewPart, viewTitle, type View } from "./views";

export interface PackageSectionProps extends DetailsActionProps {
  packages: Packages;
  content: ListContent;
  cacheTotals: PackageList["cacheTotals"];
  removal: RowRemoval;
  known: KnownMarks;
  needs?: KnownNeeds;
  hard: HardOfList;
  /** See `RequirementsFormProps`. */
  onRequirements: (text: string) => void;
  /** Real path of the one cache directory that is shown; absent where all are. */
  only?: string;
  onMoveTo: (key: RowKey) => void;
  elsewhere: BytesElsewhere;
}

export function PackageSection(props: PackageSectionProps) {
  const { packages, content, cacheTotals, removal, known, needs, hard, isShowingDetail, onMoveTo } = props;
  const { view, items } = content;
  const { read, caches } = packages;
  const { going, onSelect } = removal;
  const all = content.selectedOf(removal.selected);
  // Only rows that were read say what an action is about.
  const hardSelection = view.type === "hard" ? selectionOfHard(hard.files ?? [], caches) : undefined;
  const part = cacheTotals && viewPart(view, read ? cacheTotals : {}, known.marks, needs?.needs, hardSelection);
  const onRemove: RowRemoval["onRemove"] = async (request, keys) => {
    const needed = needs && read && (await inSlices(neededSentence(needs, read.rows, withoutKept(request))));
    const because = [request.because, needed].filter(Boolean).join(" ");
    return removal.onRemove({ ...request, because: because || undefined }, keys);
  };
  const selected = all && selectedRows(all, read?.rows, content.chosen, part, known);
  const toggle = (at: number, key: RowKey) => {
    onSelect((before) => withKey(before, key, !removal.selected.has(key)));
    const next = items[at + 1];
    if (next) onMoveTo(next.part.key);
  };
  return (
    <List.Section title={content.isNear ? "Did You Mean" : titleOf(view)} subtitle={subtitleOf(props, selected)}>
      {items.map(({ whole, part: summary }, at) => (
        <PackageItem
          key={summary.key}
          summary={summary}
          totalBytes={cacheTotals?.bytes}
          chosen={content.chosen?.get(summary.key)}
          kept={keptOf(whole, known)}
          need={needs && needOf(needs.needs, summary.key)}
          elsewhere={elsewhereText(summary.key, props.elsewhere)}
          hard={hard.byRow.get(summary.key)}
          isGoing={going.has(summary.key)}
          isSelected={removal.selected.has(summary.key)}
          isShowingDetail={isShowingDetail}
          detail={
            isShowingDetail && (
              <RowDetail
                summary={summary}
                totalBytes={cacheTotals?.bytes ?? 0}
                caches={caches}
                kept={keptOf(whole, known)}
                hard={hard.byRow.get(summary.key)}
                more={paragraphs([
                  elsewhereText(summary.key, props.elsewhere),
                  needs && isPackage(summary.key) && neededMarkdown(needs, summary.key, whole.versions),
                ])}
              />
            )
          }
          actions={
            <PackageActions
              summary={whole}
              part={part}
              chosen={content.chosen}
              shownBytes={summary.bytes - (part?.isKept ? 0 : bytesStaying(summary, known))}
              marks={known}
              view={view}
              kept={cacheTotals?.kept}
              selected={selected}
              isSelected={removal.selected.has(summary.key)}
              onToggle={() => toggle(at, summary.key)}
              onRequirements={props.onRequirements}
              onSelectAll={read && (() => onSelect((before) => new Set([...before, ...content.foundKeys()])))}
              listed={
                read &&
                (() => {
                  const owner = ownerOfAll(content.foundKeys(), content.chosen);
                  return { what: owner.what, selection: partOf(owner, part) };
                })
              }
              onSelectNone={() => onSelect(() => new Set())}
              only={props.only}
              rows={read?.rows}
              cacheBytes={cacheTotals && cacheTotals.bytes - (cacheTotals.kept?.bytes ?? 0)}
              caches={caches}
              known={packages.known}
              isShowingDetail={isShowingDetail}
              onToggleDetail={props.onToggleDetail}
              onRefresh={packages.refresh}
              onRemove={onRemove}
              onRemoved={removal.onRemoved}
              onChange={packages.update}
            />
          }
        />
      ))}
    </List.Section>
  );
}

/** `Also kept by uv (32.0 kB), Poetry (11.0 kB), when that was read last.` */
function elsewhereText(key: RowKey, elsewhere: BytesElsewhere): string | undefined {
  const kept = elsewhere.get(packageIn(key) ?? "") ?? [];
  if (kept.length === 0) return undefined;
  const parts = kept.map(
    ({ tool, bytes, upTo }) => `${toolTitles[tool]} (${upTo ? "up to " : ""}${formatBytes(bytes)})`,
  );
  return `Also kept by ${parts.join(", ")}, when that was read last.`;
}

function RowDetail(props: PackageDetailProps) {
  const { key, entries, bytes } = props.summary;
  if (specialIn(key) !== "other") return <PackageDetail {...props} />;
  // When there are others, those are looked at.
  return <OtherDetail key={`${entries}/${bytes}`} {...props} />;
}

function subtitleOf(
  { packages, content, cacheTotals, needs }: PackageSectionProps,
  selected: Selected | undefined,
): string {
  const { view, searchText } = content;
  const { progress, failures } = packages;
  const foreign = (view.type === "sort" || view.type === "cache") && searchText === "" && cacheTotals?.foreign;
  const parts = [
    totalsText(content.totals),
    foreign && `${formatCount(foreign.files, "foreign file")}, ${formatBytes(foreign.bytes)}`,
    selected && selectedSubtitle(selected),
    progress !== undefined && `${formatShare(progress, 1)} read`,
    failures.length > 0 && unreadMessage(failures),
    view.type === "nowhere" && needs && `looked at ${lookedAtAndUnreadText(needs.needs)}`,
    content.found > MAX_ROWS && `first ${formatCount(MAX_ROWS, "row")}, search for more`,
  ];
  return parts.filter(Boolean).join(" · ");
}

function totalsText({ packages, bytes, shared }: ShownTotals): string {
  const parts = [
    packages > 0 && formatCount(packages, "package"),
    formatBytes(bytes),
    shared > 0 && `of it ${formatBytes(shared)} linked elsewhere`,
  ];
  return parts.filter(Boolean).join(", ");
}

function titleOf(view: View): string {
  if (view.type === "sort") return `By ${viewTitle(view)}`;
  return view.type === "python" ? `Only for ${viewTitle(view)}` : viewTitle(view);
}
