/** What other tools can remove of what they keep, beside what can go from pip's cache. */
import { Action, ActionPanel, Icon, Keyboard, List } from "@raycast/api";
import type { Needs } from "../../projects/needs";
import { packageKey } from "../../packaging/row-key";
import { PIP } from "../../pip-cache/entry";
import type { KnownNeeds } from "../projects/known-needs";
import { neededNamesSentence } from "../projects/needs-text";
import type { OtherTools } from "../python-tools/use-other-tools";
import { HistoryView } from "../removal/history-view";
import { removeToolPackages } from "../removal/remove-tool-packages";
import { DetailsAction, MoreMenu, RefreshAction, type DetailsActionProps } from "../shared/actions";
import { formatBytes, formatCount, formatNumber } from "../shared/format";
import { sizeAccessories } from "../shared/icons";
import { escaped, paragraphs } from "../shared/markdown";
import { openCommand } from "../shared/platform-calls";
import type { ToolOffer } from "./tool-offers";

export interface ToolOffersSectionProps extends DetailsActionProps {
  offers: readonly ToolOffer[];
  others: OtherTools;
  needs: KnownNeeds | undefined;
  /** Undefined where that cannot be, which was said. */
  readNow: () => Promise<Needs | undefined>;
}

export function ToolOffersSection(props: ToolOffersSectionProps) {
  const { offers, isShowingDetail } = props;
  return (
    <List.Section title="With Other Tools" subtitle="each by itself, and by the tool: they overlap">
      {offers.map((offer) => (
        <List.Item
          key={offer.id}
          id={offer.id}
          title={offer.title}
          subtitle={isShowingDetail ? undefined : offer.says}
          icon={offer.icon}
          keywords={offer.title.split(/[ :]+/)}
          accessories={accessoriesOf(offer, isShowingDetail)}
          detail={
            <List.Item.Detail
              markdown={paragraphs([`# ${escaped(offer.title)}`, escaped(offer.says), costOf(offer)])}
            />
          }
          actions={<ToolOfferActions {...props} offer={offer} />}
        />
      ))}
    </List.Section>
  );
}

function accessoriesOf(offer: ToolOffer, isShowingDetail: boolean): List.Item.Accessory[] {
  if (offer.packages === undefined) return [{ text: `${offer.tool.name} tells afterwards` }];
  const count = isShowingDetail ? [] : [{ text: formatCount(offer.count, "package") }];
  const values = { files: offer.files, packages: offer.count };
  // Of clones nobody knows how much comes back.
  if (offer.tool.upTo) return [...count, { text: `up to ${formatBytes(offer.bytes)}` }];
  return [...count, ...sizeAccessories(offer, `${formatNumber(offer.bytes)} bytes`, values)];
}

const costOf = ({ tool }: ToolOffer): string =>
  `${tool.name} does it itself. Environments keep what they have; what is needed again is downloaded again.`;

function ToolOfferActions({
  offer,
  others,
  needs,
  readNow,
  isShowingDetail,
  onToggleDetail,
}: ToolOffersSectionProps & { offer: ToolOffer }) {
  const { tool, packages, bytes, count, nowhereIn } = offer;
  const remove = () => {
    const names = new Map(packages?.map(({ name = "" }) => [packageKey(PIP, name), name]));
    return removeToolPackages({
      message: tool.message,
      targets: tool.targets,
      upTo: tool.upTo,
      ...(packages && { packages, inBulk: true, nowhereIn, readNow }),
      because: needs && neededNamesSentence(needs, names),
      onEnd: (after) => (after ? others.onRead(tool, after.read, after.at) : others.loading.reload()),
    });
  };
  const size = `${tool.upTo ? "up to " : ""}${formatBytes(bytes)}`;
  return (
    <ActionPanel>
      <Action
        key="search-pip-cache"
        title="Show in Search…"
        icon={Icon.MagnifyingGlass}
        onAction={() => openCommand("search-pip-cache", { context: { view: offer.view } })}
      />
      <DetailsAction key="details" isShowingDetail={isShowingDetail} onToggleDetail={onToggleDetail} />
      <Action
        key={offer.id}
        title={packages ? `Remove ${formatCount(count, "Package")} with ${tool.name} (${size})` : offer.title}
        icon={packages ? Icon.Trash : Icon.Leaf}
        style={Action.Style.Destructive}
        shortcut={Keyboard.Shortcut.Common.Remove}
        onAction={remove}
      />
      <MoreMenu key="more">
        <RefreshAction key="refresh" onRefresh={others.loading.reload} />
        <Action.Push key="history" title="Show History…" icon={Icon.Clock} target={<HistoryView />} />
      </MoreMenu>
    </ActionPanel>
  );
}
