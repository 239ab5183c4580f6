/** The list of packages that are cached, by pip or by other tools: the main view. */
import { List } from "@raycast/api";
import { useCachedState } from "@raycast/utils";
import { useEffect, useMemo, useRef, useState } from "react";
import type { ResolvedTarget } from "../../developer-caches/resolve";
import { InterruptedSection } from "../removal/interrupted-section";
import { useInterrupted } from "../removal/use-interrupted";
import { hardSumOf } from "../cost/hard-text";
import { useHardFiles } from "../cost/use-hard-files";
import { knownCaches } from "../shared/caches";
import { NothingListed } from "../shared/still-reading";
import { useNeeds } from "../projects/use-needs";
import { useMarks } from "../shared/marks";
import { UnreadableMarks } from "../shared/unreadable-row";
import { UnreadItem } from "../shared/unread-folders";
import { useFirstRow } from "../shared/use-first-row";
import { continueAct } from "./continue-act";
import { EmptyPackages } from "./empty-packages";
import { PackageSection } from "./package-section";
import { useFirstRows, usePackageList, useRemembering } from "./use-package-list";
import { usePackages } from "../shared/use-packages";
import { useSizeRecord } from "../removal/use-size-record";
import { useRowRemoval, type RowRemoval } from "../removal/use-row-removal";
import { NothingFound, SearchNotesSection } from "./search-notes-section";
import { useTypedSelection } from "./use-typed-selection";
import { ToolsView, type ListOfPackagesProps } from "./tools-view";
import { usePythonTools } from "./use-python-tools";
import { useView } from "./use-view";
import { ViewDropdown } from "./view-dropdown";

export interface SearchViewProps {
  /** Real path of the one cache directory to show, when the person came from it. */
  cache?: string;
  /** What the list is searched for at first. */
  text?: string;
  /** The view that is shown at first, see `linkedView`. */
  view?: string;
  /** Something may have gone from these places of another tool. */
  onRemoved?: (targets: ResolvedTarget[]) => void;
}

export function SearchView({ cache, text = "", view: linked, onRemoved }: SearchViewProps) {
  // What was typed beside the command's name, and links to packages, are about pip's.
  const chosen = useView(linked, cache !== undefined || text !== "");
  const pythonTools = usePythonTools(cache === undefined);
  /** What was typed last: another list goes on with it. */
  const typed = useRef(text);
  const shared = { chosen, pythonTools, text: typed.current, onText: (now: string) => void (typed.current = now) };
  const { view } = chosen;
  return view.type === "tool" ? (
    <ToolsView key={view.tool} {...shared} tool={view.tool} onRemoved={onRemoved} />
  ) : (
    <PipView {...shared} cache={cache} />
  );
}

function PipView({ cache, text, chosen, pythonTools, onText }: ListOfPackagesProps & Pick<SearchViewProps, "cache">) {
  const [cachesAtFirst] = useState(() => knownCaches());
  const first = useFirstRows(cache === undefined, cachesAtFirst);
  const { view, value, onChange, showAll } = chosen;
  const only = cache ?? (view.type === "cache" ? view.path : undefined);
  const packages = usePackages(only, first !== undefined, cachesAtFirst);
  const { read, allCaches, failures, refresh } = packages;
  const known = useMarks();
  const [searchText, setSearchText] = useState(text);
  const [isShowingDetail, setShowingDetail] = useCachedState("show-detail", false);
  const { needs, isLoading: isReadingNeeds, readNow } = useNeeds(packages);
  const hard = useHardFiles(packages);
  const { content, cacheTotals, nowhereTotals, isWorking } = usePackageList(
    packages,
    view,
    searchText,
    first,
    known,
    needs,
    hard.byRow,
  );
  const hardSum = useMemo(() => hardSumOf(hard.files ?? []), [hard.files]);
  const isLoading = packages.isLoading || isWorking;
  const isWhole = cache === undefined && view.type === "sort" && searchText === "";
  useRemembering({ content, cacheTotals }, view, allCaches, isWhole && !isLoading);
  const told = useRef(searchText);
  useSizeRecord(packages);
  // A key may arrive between the typing and the rows for it: it then means the row of another text.
  const rowRemoval = useRowRemoval(packages, () => told.current === (content?.searchText ?? searchText), readNow);
  const typedRemoval = useTypedSelection(rowRemoval, content);
  const removal = content?.isNear ? askingAnyway(typedRemoval) : typedRemoval;
  /** What a file or an argument named, for as long as nothing else is typed. */
  const [requirements, setRequirements] = useState(text || undefined);
  const isToBeSelected = useRef(false);
  const onRequirements = (text: string) => {
    told.current = text;
    isToBeSelected.current = true;
    setSearchText(text);
    setRequirements(text);
  };
  useEffect(() => {
    if (!isToBeSelected.current || content?.searchText !== requirements) return;
    isToBeSelected.current = false;
    removal.onSelect(() => new Set(content?.isNear ? [] : content?.foundKeys()));
  }, [content, requirements]);
  const interrupted = useInterrupted(["selection", "trash", "purge", "caching"]);
  const { items = [], count = 0, notes = [] } = content ?? {};
  const isSaid = notes.length > 0 && notes.every(({ isFinal }) => isFinal);
  const { onMoveTo, ...selection } = useFirstRow(items[0]?.part.key, content?.searchText ?? searchText);

  return (
    <List
      isLoading={isLoading || isReadingNeeds || hard.isLoading}
      isShowingDetail={isShowingDetail && items.length > 0}
      searchBarPlaceholder="Search packages, torch==2.4.0, nvidia-*, kinds"
      filtering={false}
      searchText={requirements}
      onSearchTextChange={(text) => {
        if (text !== requirements) setRequirements(undefined);
        told.current = text;
        onText(text);
        setSearchText(text);
      }}
      {...selection}
      searchBarAccessory={
        <ViewDropdown
          cacheTotals={cacheTotals}
          nowhereTotals={nowhereTotals}
          hard={hardSum}
          caches={allCaches}
          pythonTools={pythonTools}
          isFixed={cache !== undefined}
          value={value}
          onChange={onChange}
        />
      }
    >
      {searchText === "" && (
        <InterruptedSection
          interrupted={interrupted}
          onContinue={(act) => continueAct(act, { packages, removal, interrupted, readNow })}
        />
      )}
      {(isLoading || items.length === 0) && (
        <NothingListed
          loading={isSaid ? { ...packages.loading, isLoading: false, isStopped: false } : packages.loading}
        >
          {count === 0 ? (
            <EmptyPackages
              packages={packages}
              hidden={(read?.rows.length ?? 0) > 0 ? view : undefined}
              onShowAll={showAll}
              onRefresh={refresh}
            />
          ) : (
            <NothingFound
              searchText={content?.searchText ?? searchText}
              notes={notes}
              onShowAll={view.type === "sort" ? undefined : showAll}
            />
          )}
        </NothingListed>
      )}
      {content && items.length > 0 && (
        <PackageSection
          packages={packages}
          content={content}
          cacheTotals={cacheTotals}
          removal={removal}
          known={known}
          needs={needs}
          hard={hard}
          onRequirements={onRequirements}
          only={only}
          onMoveTo={onMoveTo}
          elsewhere={pythonTools.elsewhere}
          isShowingDetail={isShowingDetail}
          onToggleDetail={() => setShowingDetail((before) => !before)}
        />
      )}
      {items.length > 0 && <SearchNotesSection notes={notes} />}
      {known.unreadable && <UnreadableMarks unreadable={known.unreadable} />}
      {failures.length > 0 && count > 0 && (
        <List.Section title="Not Read">
          <UnreadItem failures={failures} onRefresh={refresh} />
        </List.Section>
      )}
    </List>
  );
}

/** Of what was not named, whatever a person wants to be asked about. */
const askingAnyway = (removal: RowRemoval): RowRemoval => ({
  ...removal,
  onRemove: (request, keys) => removal.onRemove({ ...request, ask: true }, keys),
});
