/** Everything that can go from pip's caches: from a list to an answer in a few keys. */
import { Action, ActionPanel, Icon, Keyboard, List, useNavigation } from "@raycast/api";
import { useCachedState } from "@raycast/utils";
import { useMemo, useState, type ReactNode } from "react";
import { inSlices } from "../../files/tasks";
import { HistoryView } from "../removal/history-view";
import { findPipLeavings } from "../removal/remove-pip-leavings";
import { useSizeRecord } from "../removal/use-size-record";
import { useRowRemoval, type RowRemoval } from "../removal/use-row-removal";
import { DetailsAction, MoreMenu, RefreshAction } from "../shared/actions";
import { placesLookedAt } from "../shared/caches";
import {
  firstLines,
  formatBytes,
  formatCount,
  formatNumber,
  formatPath,
  formatSize,
  titleCase,
} from "../shared/format";
import { sizeAccessories } from "../shared/icons";
import { paragraphs } from "../shared/markdown";
import { unusedFinding } from "../shared/pips";
import { openCommand } from "../shared/platform-calls";
import { NothingListed } from "../shared/still-reading";
import { formatUnits } from "../shared/units";
import { NothingReadable, UnreadItem } from "../shared/unread-folders";
import { useLoading } from "../shared/use-loading";
import { usePackages, type Packages } from "../shared/use-packages";
import { useSliced } from "../shared/use-sliced";
import { sparing } from "../../pip-cache/remove/question";
import { sparedMessage } from "../removal/kept";
import { useNeeds, useNeedsOfTools } from "../projects/use-needs";
import { useOtherTools } from "../python-tools/use-other-tools";
import { markedBy, useMarks } from "../shared/marks";
import { UnreadableMarks } from "../shared/unreadable-row";
import { hasLimits, policyText, readPolicy } from "../tidy/policy";
import { TidyAction, TidyingView } from "../tidy/tidy-action";
import { canSpareNeeded } from "../tidy/protection";
import { keysOf, tidyingOf, tidyingText, whatItDoes } from "../tidy/tidy-request";
import { TidyingForm, type TidyingFormProps } from "../tidy/tidying-form";
import { ClearActions } from "./clear-actions";
import { LeavingsSection } from "./leavings-section";
import { OfferView } from "./offer-view";
import { offersOf, partsOf, requestOf, type Offer } from "./offers";
import { toolOffersOf } from "./tool-offers";
import { ToolOffersSection } from "./tool-offers-section";

export interface CleanUpViewProps {
  /** Real path of the one cache directory that is meant; all are where it is absent. */
  only?: string;
  /** Something was removed. */
  onChange?: () => void;
  /** Whether the form of the policy is shown first, instead of the list. */
  opensTidying?: boolean;
}

export function CleanUpView({ only, onChange, opensTidying = false }: CleanUpViewProps) {
  const packages = usePackages(only, false);
  const { read, caches, failures, loading, refresh } = packages;
  useSizeRecord(packages);
  const { needs, isLoading: isReadingNeeds, readNow } = useNeeds(packages);
  const removal = useRowRemoval(packages, () => true, readNow);
  const [searchText, setSearchText] = useState("");
  const onRemove: RowRemoval["onRemove"] = async (request, keys) => {
    const removed = await removal.onRemove(request, keys);
    if (removed === undefined) return undefined;
    // What was looked for has gone: with its name still typed, nothing would be found.
    setSearchText("");
    onChange?.();
    return removed;
  };
  const finding = useMemo(() => read && unusedFinding(), [read]);
  const { marks, isKept, unreadable } = useMarks();
  const [offers = [], isWorking] = useSliced(
    () => read && offersOf(read.rows, finding, isKept, needs),
    [read, finding, isKept, needs],
  );
  const [spared] = useSliced(() => read && sparing(read.rows, { not: markedBy(marks) }), [read, marks]);
  const [isShowingDetail, setShowingDetail] = useCachedState("show-detail-clean-up", false);
  const leavings = useLoading(
    async (signal) => (only === undefined ? findPipLeavings(signal) : undefined),
    [],
    "Could Not Look for What pip Left",
  );
  const others = useOtherTools(() => only === undefined);
  const ofTools = useNeedsOfTools(packages.allCaches, others);
  const [toolOffers = []] = useSliced(
    () => toolOffersOf(others.read, marks, ofTools.needs),
    [others.read, marks, ofTools.needs],
  );
  const left = leavings.data && leavings.data.paths.length > 0 ? leavings.data : undefined;
  const [isEditing, setEditing] = useState(opensTidying);
  const [stored, setStored] = useState(readPolicy);
  // A policy is about all caches together.
  const policy = only === undefined && "value" in stored && hasLimits(stored.value) ? stored.value : undefined;
  const isJudged = !policy?.sparesNeeded || (needs !== undefined && canSpareNeeded());
  const [tidying] = useSliced(
    () => (read && policy && isJudged ? tidyingOf(read.rows, policy, marks, needs) : undefined),
    [read, policy, marks, needs],
  );
  const isLoading = packages.isLoading || isWorking;
  const paths = caches.map(({ path }) => path);
  const formProps = { rows: read?.rows, needs, paths, onRemove, isLoading };
  const onSaved = () => {
    setStored(readPolicy());
    setEditing(false);
  };
  if (isEditing) return <TidyingForm {...formProps} onDone={onSaved} />;
  const policyAction = only === undefined && (
    <Action.Push
      key="policy"
      title={policy ? "Edit Policy…" : "Set Policy…"}
      icon={Icon.Pencil}
      target={<PushedForm {...formProps} onDone={onSaved} />}
    />
  );
  return (
    <List
      isLoading={isLoading || isReadingNeeds || others.loading.isLoading || ofTools.isLoading}
      isShowingDetail={isShowingDetail && (offers.length > 0 || toolOffers.length > 0 || left !== undefined)}
      searchBarPlaceholder="Search what can go"
      filtering
      searchText={searchText}
      onSearchTextChange={setSearchText}
    >
      {offers.length === 0 &&
        toolOffers.length === 0 &&
        !left &&
        !isWorking &&
        !leavings.isLoading &&
        !others.loading.isLoading && (
          <NothingListed loading={loading}>
            <NothingToCleanUp {...packages} />
          </NothingListed>
        )}
      {read && policy && tidying && tidying.items.length > 0 && (
        <List.Section title="Tidying" subtitle={policyText(policy)}>
          <List.Item
            key="tidy"
            id="tidy"
            title="Tidy by the Policy"
            subtitle={isShowingDetail ? undefined : tidyingText(tidying)}
            icon={Icon.Wand}
            keywords={["policy", "budget"]}
            accessories={sizeAccessories(
              tidying,
              `${formatNumber(tidying.bytes)} bytes in ${formatUnits(tidying.entries, "entry")}`,
              { entries: tidying.entries, packages: keysOf(tidying).length },
            )}
            detail={<List.Item.Detail markdown={paragraphs(["# Tidy by the Policy", whatItDoes(tidying)])} />}
            actions={
              <ActionPanel>
                <Action.Push
                  key="show"
                  title="Show What Would Go…"
                  icon={Icon.List}
                  target={
                    <TidyingView tidying={tidying} policy={policy} rows={read.rows} paths={paths} onRemove={onRemove} />
                  }
                />
                <DetailsAction
                  key="details"
                  isShowingDetail={isShowingDetail}
                  onToggleDetail={() => setShowingDetail((before) => !before)}
                />
                <TidyAction
                  key="tidy"
                  tidying={tidying}
                  policy={policy}
                  rows={read.rows}
                  paths={paths}
                  onRemove={onRemove}
                />
                {policyAction}
              </ActionPanel>
            }
          />
        </List.Section>
      )}
      <List.Section
        title={only === undefined ? "What Can Go" : `What Can Go from ${formatPath(only)}`}
        subtitle={["each by itself: they overlap", spared && sparedMessage(spared)].filter(Boolean).join(" · ")}
      >
        {offers.map((offer) => (
          <List.Item
            key={offer.id}
            id={offer.id}
            title={offer.title}
            subtitle={isShowingDetail ? undefined : offer.says}
            icon={offer.icon}
            keywords={offer.what.split(" ")}
            accessories={[
              ...(isShowingDetail ? [] : [{ text: countText(offer) }]),
              ...sizeAccessories(
                offer,
                `${formatNumber(offer.bytes)} bytes in ${formatUnits(offer.entries, "entry")}`,
                { entries: offer.entries, packages: offer.packages },
              ),
            ]}
            detail={<OfferDetail offer={offer} />}
            actions={
              read && (
                <ActionPanel>
                  <Action.Push
                    key="show"
                    title="Show What Would Go…"
                    icon={Icon.List}
                    target={
                      <OfferView offer={offer} rows={read.rows} isKept={isKept} paths={paths} onRemove={onRemove} />
                    }
                  />
                  <DetailsAction
                    key="details"
                    isShowingDetail={isShowingDetail}
                    onToggleDetail={() => setShowingDetail((before) => !before)}
                  />
                  <Action
                    key={offer.id}
                    title={`Remove ${titleCase(offer.what)} (${formatBytes(offer.bytes)})`}
                    icon={Icon.Trash}
                    style={Action.Style.Destructive}
                    shortcut={Keyboard.Shortcut.Common.Remove}
                    onAction={async () => {
                      const parts = await inSlices(partsOf(read.rows, offer, isKept));
                      const { request, keys } = requestOf(offer, parts, parts.length, paths);
                      await onRemove(request, keys);
                    }}
                  />
                  <MoreMenu key="more">
                    <ElsewhereActions onRefresh={refresh}>{policyAction}</ElsewhereActions>
                    <ClearActions
                      caches={caches}
                      rows={read.rows}
                      cacheBytes={offers.at(-1)?.bytes}
                      kept={spared}
                      onRefresh={() => (refresh(), onChange?.())}
                      onRemove={onRemove}
                    />
                  </MoreMenu>
                </ActionPanel>
              )
            }
          />
        ))}
      </List.Section>
      {toolOffers.length > 0 && (
        <ToolOffersSection
          offers={toolOffers}
          others={others}
          needs={ofTools.needs}
          readNow={ofTools.readNow}
          isShowingDetail={isShowingDetail}
          onToggleDetail={() => setShowingDetail((before) => !before)}
        />
      )}
      {left && (
        <LeavingsSection
          found={left}
          isShowingDetail={isShowingDetail}
          onToggleDetail={() => setShowingDetail((before) => !before)}
          onRefresh={leavings.reload}
        />
      )}
      {unreadable && <UnreadableMarks unreadable={unreadable} />}
      {failures.length > 0 && offers.length > 0 && (
        <List.Section title="Not Read">
          <UnreadItem failures={failures} onRefresh={refresh} />
        </List.Section>
      )}
    </List>
  );
}

function PushedForm({ onDone, ...props }: TidyingFormProps) {
  const { pop } = useNavigation();
  return <TidyingForm {...props} onDone={() => (pop(), onDone())} />;
}

const countText = ({ packages, entries }: Offer): string =>
  packages > 0 ? formatCount(packages, "package") : formatUnits(entries, "entry");

function OfferDetail({ offer }: { offer: Offer }) {
  const { title, says, cost, entries, packages } = offer;
  return (
    <List.Item.Detail
      markdown={paragraphs([`# ${title}`, says, cost])}
      metadata={
        <List.Item.Detail.Metadata>
          <List.Item.Detail.Metadata.Label title="Size" text={formatSize(offer)} />
          <List.Item.Detail.Metadata.Label title="Entries" text={formatNumber(entries)} />
          <List.Item.Detail.Metadata.Label title="Packages" text={formatNumber(packages)} />
        </List.Item.Detail.Metadata>
      }
    />
  );
}

function ElsewhereActions({ onRefresh, children }: { onRefresh: () => void; children?: ReactNode }) {
  return (
    <ActionPanel.Section title="pip Cache">
      <RefreshAction key="refresh" onRefresh={onRefresh} />
      {children}
      <Action.Push key="history" title="Show History…" icon={Icon.Clock} target={<HistoryView />} />
      <Action
        key="search-pip-cache"
        title="Search pip Cache…"
        icon={Icon.MagnifyingGlass}
        onAction={() => openCommand("search-pip-cache")}
      />
      <Action
        key="all-python-caches"
        title="Show All Python Caches…"
        icon={Icon.CopyClipboard}
        // As `encodeView` says it: what other tools keep is removed there, through them.
        onAction={() => openCommand("search-pip-cache", { context: { view: "tool:all" } })}
      />
    </ActionPanel.Section>
  );
}

function NothingToCleanUp({ caches, failures, refresh }: Packages) {
  if (failures.length > 0) return <NothingReadable failures={failures} onRefresh={refresh} />;
  return (
    <List.EmptyView
      icon={Icon.CheckCircle}
      title="Nothing to Clean Up"
      description={
        caches.length === 0
          ? `There is no pip cache at ${firstLines(placesLookedAt(), 3).join(", ")}.`
          : `Nothing is cached in ${caches.map(({ path }) => formatPath(path)).join(", ")} that could go.`
      }
      actions={
        <ActionPanel>
          <ElsewhereActions onRefresh={refresh} />
        </ActionPanel>
      }
    />
  );
}
