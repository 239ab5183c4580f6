/** What pip, uv, Poetry and PDM keep of the same: where it lies, and what would come back if one of them kept it. */
import { Action, ActionPanel, Icon, Keyboard, List } from "@raycast/api";
import { useCachedState } from "@raycast/utils";
import type { CopyHolding, Duplicate } from "../../python-caches/duplicates/find-duplicates";
import { SearchForAction } from "../check/search-for-action";
import { CopyNameAction, DetailsAction, MoreMenu, RefreshAction } from "../shared/actions";
import { firstLines, formatBytes, formatCount, formatPath, linkedWarning } from "../shared/format";
import { keywordsOf } from "../shared/keywords";
import { bullets, code, escaped, paragraphs } from "../shared/markdown";
import { NothingListed } from "../shared/still-reading";
import { UnreadItem } from "../shared/unread-folders";
import { useLoading } from "../shared/use-loading";
import { usePackages } from "../shared/use-packages";
import { useRowLimit } from "../shared/use-row-limit";
import { withValues } from "../shared/values";
import { findKeptTwice, type KeepingTool } from "./find-kept-twice";

export interface KeptTwiceProps {
  /** Besides pip. */
  tools: readonly KeepingTool[];
}

/** Nothing where pip is the only one. */
export const KeptTwiceAction = ({ tools }: KeptTwiceProps) =>
  tools.length > 0 && (
    <Action.Push
      key="kept-twice"
      title="Show What Is Kept Twice…"
      icon={Icon.CopyClipboard}
      target={<KeptTwiceView tools={tools} />}
    />
  );

const none: Duplicate[] = [];

function KeptTwiceView({ tools }: KeptTwiceProps) {
  const [isShowingDetail, setShowingDetail] = useCachedState("show-detail-kept-twice", true);
  const pip = usePackages(undefined, false);
  const loading = useLoading(
    async (signal, isPipRead) => {
      if (!isPipRead) return undefined;
      const rows = pip.read?.rows.ofPip();
      return findKeptTwice(tools, { rows, caches: pip.allCaches, known: pip.known() }, signal);
    },
    [!pip.isLoading],
    "Could Not Compare the Caches",
  );
  const { data = none, error, isStopped } = loading;
  // Between pip's reading and the comparing, nothing loads for a moment.
  const isWaiting = loading.data === undefined && error === undefined && !isStopped && !pip.loading.isStopped;
  const isLoading = pip.isLoading || loading.isLoading || isWaiting;
  const refresh = () => {
    pip.refresh();
    loading.reload();
  };
  const stop = () => {
    pip.loading.stop();
    loading.stop();
  };
  const { shown, more, search } = useRowLimit(data, keywords);
  const sum = data.reduce((all, { saves }) => all + saves, 0);
  const isUpTo = tools.some((tool) => tool.upTo && data.some((one) => one.holdings.some(isOf(tool))));
  return (
    <List
      isLoading={isLoading}
      isShowingDetail={isShowingDetail && shown.length > 0}
      navigationTitle="Kept Twice"
      searchBarPlaceholder="Search what is kept twice"
      {...search}
    >
      <NothingListed
        loading={{ ...loading, isLoading, stop, reload: refresh }}
        progress="What is as long as something else is compared byte by byte."
      >
        <List.EmptyView
          icon={data.length > 0 ? Icon.MagnifyingGlass : Icon.CheckCircle}
          title={data.length > 0 ? "Nothing Matches" : "Nothing Is Kept Twice"}
        />
      </NothingListed>
      {pip.failures.length > 0 && <UnreadItem failures={pip.failures} onRefresh={refresh} />}
      {shown.length > 0 && (
        <List.Section
          title="Kept Twice"
          subtitle={[
            formatCount(data.length, "file"),
            `one copy of each saves ${isUpTo ? "up to " : ""}${formatBytes(sum)}`,
            ...(more === "" ? [] : [more]),
          ].join(", ")}
        >
          {shown.map((one) => (
            <List.Item
              key={idOf(one)}
              id={idOf(one)}
              title={one.name}
              subtitle={one.version}
              icon={Icon.CopyClipboard}
              keywords={keywords(one)}
              accessories={accessoriesOf(one, tools)}
              detail={isShowingDetail && <KeptTwiceDetail one={one} tools={tools} />}
              actions={
                <ActionPanel title={one.name}>
                  <DetailsAction
                    key="details"
                    isShowingDetail={isShowingDetail}
                    onToggleDetail={() => setShowingDetail((before) => !before)}
                  />
                  <ShowCopies key="show-copies" one={one} tools={tools} />
                  <SearchForAction key="search-for" text={one.name} />
                  <CopyActions key="copy" one={one} />
                  <MoreMenu key="more">
                    <RefreshAction key="refresh" onRefresh={refresh} />
                  </MoreMenu>
                </ActionPanel>
              }
            />
          ))}
        </List.Section>
      )}
    </List>
  );
}

const isOf =
  ({ message }: KeepingTool) =>
  ({ tool }: CopyHolding): boolean =>
    tool === message.tool;

const toolOf = (holding: CopyHolding, tools: readonly KeepingTool[]): KeepingTool | undefined =>
  tools.find((tool) => isOf(tool)(holding));

const nameOf = (holding: CopyHolding, tools: readonly KeepingTool[]): string => toolOf(holding, tools)?.name ?? "pip";

/** One release may be there in several builds. */
const idOf = ({ name, version, sha256, recordSha256 }: Duplicate): string =>
  [name, version, (recordSha256 ?? sha256)?.slice(0, 12)].filter(Boolean).join(" ");

const keywords = ({ name, version, holdings }: Duplicate): string[] =>
  keywordsOf([name, version, ...holdings.map(({ tool }) => tool)]);

const upTo = ({ holdings }: Duplicate, tools: readonly KeepingTool[]): string =>
  holdings.some((holding) => toolOf(holding, tools)?.upTo) ? "up to " : "";

function accessoriesOf(one: Duplicate, tools: readonly KeepingTool[]): List.Item.Accessory[] {
  const { saves, version, sha256, holdings } = one;
  const names = holdings.map((holding) => nameOf(holding, tools)).join(", ");
  const values = {
    bytes: holdings.reduce((sum, { bytes }) => sum + bytes, 0),
    tools: names,
    ...(version !== undefined && { version }),
    ...(sha256 !== undefined && { sha256 }),
    // With clones it is no number to rely on.
    ...(upTo(one, tools) === "" && { saves }),
  };
  const text = `${upTo(one, tools)}${formatBytes(saves)}`;
  return [{ text: names }, withValues({ text, tooltip: `One copy saves ${text}` }, values)];
}

/** Copies of one tool that are told of: an index under several addresses makes several. */
const MOST_COPIES = 5;

function KeptTwiceDetail({ one, tools }: { one: Duplicate } & KeptTwiceProps) {
  const { name, version, holdings, saves, sha256, recordSha256 } = one;
  const lines = holdings.map((holding) => {
    const { bytes, comesBack, copies } = holding;
    const packed = copies.every(({ isUnpacked }) => isUnpacked) ? ", unpacked" : "";
    const linked = comesBack < bytes ? `, of it ${linkedWarning(bytes - comesBack)}` : "";
    const paths = firstLines(
      copies.map(({ path }) => code(formatPath(path))),
      MOST_COPIES,
    );
    const known = toolOf(holding, tools);
    return `**${escaped(nameOf(holding, tools))}**: ${known?.upTo ? "up to " : ""}${formatBytes(bytes)}${packed}${linked}. ${paths.join(", ")}`;
  });
  return (
    <List.Item.Detail
      markdown={paragraphs([
        `# ${escaped([name, version].filter(Boolean).join(" "))}`,
        bullets(lines),
        `If one of them kept it, ${upTo(one, tools)}${formatBytes(saves)} would come back. None of them can use what another keeps: ` +
          "one that has it no more fetches it again when it needs it.",
        sha256 !== undefined && `The archives are the same, byte by byte. SHA-256: ${code(sha256)}`,
        recordSha256 !== undefined &&
          `What is in them is the same by ${code("RECORD")}, which has the hash of each file. SHA-256 of that: ${code(recordSha256)}`,
      ])}
    />
  );
}

function ShowCopies({ one, tools }: { one: Duplicate } & KeptTwiceProps) {
  return (
    <ActionPanel.Submenu title="Show in Finder…" icon={Icon.Finder}>
      {one.holdings.flatMap((holding) =>
        holding.copies
          .slice(0, 1)
          .map(({ path }) => (
            <Action.ShowInFinder
              key={`show-${holding.tool}`}
              title={`Show Copy of ${nameOf(holding, tools)}`}
              icon={Icon.Finder}
              path={path}
            />
          )),
      )}
    </ActionPanel.Submenu>
  );
}

function CopyActions({ one }: { one: Duplicate }) {
  const { name, sha256, holdings } = one;
  const paths = holdings.flatMap(({ copies }) => copies.map(({ path }) => path));
  return (
    <ActionPanel.Submenu title="Copy…" icon={Icon.Clipboard}>
      <CopyNameAction key="copy-name" name={name} />
      <Action.CopyToClipboard
        key="copy-path"
        title={paths.length > 1 ? "Copy Paths" : "Copy Path"}
        icon={Icon.Folder}
        shortcut={Keyboard.Shortcut.Common.CopyPath}
        content={paths.join("\n")}
      />
      {sha256 !== undefined && (
        <Action.CopyToClipboard key="copy-hash" title="Copy SHA-256" icon={Icon.Fingerprint} content={sha256} />
      )}
    </ActionPanel.Submenu>
  );
}
