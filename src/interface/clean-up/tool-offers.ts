/** What can go of what uv, Poetry, PDM and conda keep, as offers: whole packages, since none of them removes single versions. */
import { Icon } from "@raycast/api";
import { addSums, noSums, type Sums } from "../../pip-cache/rows/groups";
import type { CachedPackage } from "../../python-caches/collect-packages";
import { removerOf } from "../../python-caches/removers";
import type { NeedScope } from "../../projects/needed";
import { nowhere, nowheres, type KnownNeeds } from "../projects/known-needs";
import { lookedAtAndUnreadText } from "../projects/needs-text";
import type { PythonTool } from "../python-tools/python-tools";
import type { ReadTool } from "../python-tools/read-tools";
import { takenOf } from "../python-tools/taken";
import { isNeededByName, keptAmong } from "../removal/remove-tool-packages";
import { nowhereIcons } from "../shared/icons";
import type { Marks } from "../shared/marks";
import { isOlder } from "./cache-totals";

/** Something that a tool can remove of what it keeps. */
export interface ToolOffer extends Pick<Sums, "files" | "bytes" | "shared"> {
  /** The same whatever the figures are. */
  id: string;
  tool: PythonTool;
  title: string;
  icon: Icon;
  /** What it is: a sentence. */
  says: string;
  /** Kept ones among them, which stay; absent where the tool is to prune, and only it knows how much that is. */
  packages?: CachedPackage[];
  /** How many of them are not kept. */
  count: number;
  nowhereIn?: NeedScope;
  /** What Search is to show of it, as `encodeView` says it. */
  view: string;
}

/** Days without a use. */
const UNUSED_DAYS = 90;

interface Wanted extends Pick<ToolOffer, "id" | "title" | "icon" | "says" | "nowhereIn" | "view"> {
  test: (one: CachedPackage) => boolean;
}

/** By the tool, largest first; what would free nothing is left out. Pauses after each package. */
export function* toolOffersOf(
  read: readonly ReadTool[],
  marks: Marks,
  needs: KnownNeeds | undefined,
): Generator<undefined, ToolOffer[]> {
  const offers: ToolOffer[] = [];
  for (const { tool, read: all } of read) {
    const remover = removerOf(tool.id);
    const packages = all.packages.filter(({ name }) => name !== undefined);
    const kept = new Set(keptAmong(packages, { value: marks }));
    const own = [...(needs && tool.id !== "conda" ? nowhereOf(tool, needs) : []), unusedOf(tool)].map(
      ({ test, ...one }) => ({
        test,
        offer: { ...one, tool, packages: [] as CachedPackage[], count: 0, sums: noSums() },
      }),
    );
    for (const one of packages) {
      yield undefined;
      const sums = takenOf(tool.id, one);
      if (sums.bytes === sums.shared) continue;
      for (const { test, offer } of own) {
        if (!test(one)) continue;
        offer.packages.push(one);
        if (kept.has(one)) continue;
        offer.count++;
        addSums(offer.sums, sums);
      }
    }
    const found = own.flatMap(({ offer: { sums, ...offer } }): ToolOffer[] => {
      const { files, bytes, shared } = sums;
      return offer.count > 0 ? [{ ...offer, files, bytes, shared }] : [];
    });
    offers.push(...found.sort((one, other) => other.bytes - other.shared - (one.bytes - one.shared)));
    const prunes = remover.prunes !== undefined && tool.targets.some((target) => remover.prune?.(target).length);
    if (prunes) offers.push({ ...pruning(tool, remover.prunes ?? ""), files: 0, bytes: 0, shared: 0, count: 0 });
  }
  return offers;
}

const nowhereOf = ({ id, name }: PythonTool, { needs, hasFolders }: KnownNeeds): Wanted[] =>
  nowheres(hasFolders).map((whose) => ({
    id: `nowhere-${whose}-${id}`,
    title: `${name}: ${nowhere[whose].title}`,
    icon: nowhereIcons[whose],
    says: `Packages of which no version is needed. Looked at were ${lookedAtAndUnreadText(needs)}.`,
    nowhereIn: whose,
    view: `tool:${id}:only:nowhere:${whose}`,
    test: (one) => !isNeededByName(needs, one.name, whose),
  }));

const unusedOf = ({ id, name }: PythonTool): Wanted => ({
  id: `not-used-${UNUSED_DAYS}-${id}`,
  title: `${name}: Not Used for ${UNUSED_DAYS} Days`,
  icon: Icon.Clock,
  says: `Packages of which ${name} has written nothing for so long: what it only reads leaves no trace.`,
  view: `tool:${id}:last-used`,
  test: (one) => isOlder(UNUSED_DAYS)(one),
});

const pruning = (tool: PythonTool, says: string) => ({
  id: `prune-${tool.id}`,
  tool,
  title: `Prune ${tool.name}`,
  icon: Icon.Leaf,
  says,
  view: `tool:${tool.id}`,
});
