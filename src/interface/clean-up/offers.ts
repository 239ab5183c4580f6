/** Everything that can go from the caches, as offers: each with its sums, what it is and what it costs, and the rows it is about. */
import { Icon } from "@raycast/api";
import { largestBy, sortSteps } from "../../files/sort-steps";
import { allButNewest } from "../../packaging/versions";
import { isPackage, type RowKey } from "../../packaging/row-key";
import type { Layout } from "../../pip-cache/layouts";
import { PIP, specialRows, type Kind } from "../../pip-cache/entry";
import type { PlanOptions } from "../../pip-cache/remove/plan";
import { addSums, noSums, type Group, type Sums } from "../../pip-cache/rows/groups";
import type { Rows } from "../../pip-cache/rows/rows";
import { HOUR_MS, type Selection } from "../../pip-cache/selection";
import { unusedTest, type UnusedFinding } from "../../pip/unused";
import { firstLines, formatCount } from "../shared/format";
import { byPython, pythonName } from "../shared/python-tags";
import type { KeptTest } from "../shared/marks";
import { isNeeded, neededSelection, type NeedScope } from "../../projects/needed";
import type { Needs, NeedSource } from "../../projects/needs";
import { nowhere, nowheres, nowhereTest, type KnownNeeds } from "../projects/known-needs";
import { lookedAtText, unreadText } from "../projects/needs-text";
import { nowhereIcons } from "../shared/icons";
import { formatRows } from "../shared/units";
import type { RemoveRequest } from "../removal/removal";
import { sizeText } from "../tidy/amounts";
import { ages, isLarger, isOlder, sizes, unusedOf } from "./cache-totals";

/** What the groups of a row are judged by. */
interface RowFacts {
  key: RowKey;
  isPackage: boolean;
  /** Of what is not kept, as all that follows. */
  sums: Sums;
  /** Its versions but the newest of all. */
  older: ReadonlySet<string>;
  /** To be gone through once. */
  groups: Iterable<Group>;
}

/** Groups of a row that are read once; further ones twice, since all of them would take much memory. */
const FEW = 100;
const none: ReadonlySet<string> = new Set();

interface Kindred {
  /** The same whatever the figures are. */
  id: string;
  title: string;
  icon: Icon;
  /** As it stands in a sentence: `index pages`. */
  what: string;
  /** What it is: a sentence. */
  says: string;
  /** What it costs: a sentence. */
  cost?: string;
  /** Added to the question. */
  because?: string;
  /** What it means of whichever row. */
  selection: Selection;
  /** Whether it means just the rows that were found, not what is of the same kind in further ones. */
  isOfRows?: true;
  /** Whether it means of each row just the versions that are older. */
  isOfVersions?: true;
  /** By what it is that they need nothing of it: found out anew right before the question. */
  nowhereIn?: NeedScope;
  /** Of what it means, what somebody else has, and who that is. */
  elsewhere?: { has: (group: Group, key: RowKey) => boolean; says: string };
  /** A test that whole rows have still to pass when it is asked. */
  only?: PlanOptions["only"];
  test: (group: Group, row: RowFacts) => boolean;
}

/** Something that can go, and how much that is. */
export interface Offer extends Kindred {
  /** Of how many packages something goes. */
  packages: number;
  entries: number;
  /** `st_size`, bytes. */
  bytes: number;
  shared: number;
}

/** What of one row an offer means. */
export interface OfferPart {
  key: RowKey;
  name: string;
  entries: number;
  bytes: number;
  shared: number;
  /** See `Kindred.elsewhere`. */
  isElsewhere?: boolean;
  /** Those that go, of an offer that means versions. */
  versions?: string[];
}

export const EVERYTHING = "everything";

const AGAIN = "What is installed stays; what is needed again is downloaded again.";

/**
 * What can go, largest first, and everything last; what has no bytes is left out, and everything where nothing else can go.
 * What is kept is no part of any. Pauses after each group.
 * @param finding absent where no pip was ever asked
 */
export function* offersOf(
  rows: Rows,
  finding: UnusedFinding<Layout> | undefined,
  isKept: KeptTest,
  needs?: KnownNeeds,
): Generator<undefined, Offer[]> {
  const pythons = new Set<string>();
  for (const [{ python }] of rows.groups()) {
    yield undefined;
    if (python !== undefined && python !== "any") pythons.add(python);
  }
  const offers = kindreds([...pythons].sort(byPython), finding, needs).map((one): Offer => ({
    ...one,
    packages: 0,
    ...noSums(),
  }));
  const counted = new Map<Offer, number>();
  for (const row of ofPip(rows)) {
    const facts = yield* factsOf(rows, row, isKept);
    for (const group of facts.groups) {
      yield undefined;
      for (const offer of offers) {
        if (!offer.test(group, facts)) continue;
        addTo(offer, group);
        if (facts.isPackage && counted.get(offer) !== row) offer.packages++;
        counted.set(offer, row);
      }
    }
  }
  const [everything, ...others] = offers.filter(({ bytes }) => bytes > 0).sort(everythingFirst);
  return everything && others.length > 0 ? [...others, everything] : [];
}

const everythingFirst = (a: Offer, b: Offer): number =>
  Number(b.id === EVERYTHING) - Number(a.id === EVERYTHING) || b.bytes - a.bytes;

/** What of which rows an offer means, largest first. Pauses after each group. */
export function* partsOf(
  rows: Rows,
  { test, isOfVersions, elsewhere }: Offer,
  isKept: KeptTest,
): Generator<undefined, OfferPart[]> {
  const parts: OfferPart[] = [];
  for (const row of ofPip(rows)) {
    const facts = yield* factsOf(rows, row, isKept);
    const part: OfferPart = { key: facts.key, name: rows.nameAt(row), entries: 0, bytes: 0, shared: 0 };
    for (const group of facts.groups) {
      yield undefined;
      if (!test(group, facts)) continue;
      addTo(part, group);
      if (elsewhere?.has(group, facts.key)) part.isElsewhere = true;
    }
    if (part.entries === 0) continue;
    parts.push(isOfVersions ? { ...part, versions: [...facts.older] } : part);
  }
  return yield* sortSteps(
    parts,
    largestBy(({ name }) => name),
  );
}

/**
 * How to ask for some of the rows that an offer means.
 * @param paths real paths of the cache directories that are shown
 */
export function requestOf(
  offer: Offer,
  parts: readonly OfferPart[],
  all: number,
  paths: string[],
): { request: RemoveRequest; keys: RowKey[] } {
  const keys = parts.map(({ key }) => key);
  const isWhole = parts.length === all;
  const { id, only, isOfRows, isOfVersions } = offer;
  const selection: Selection = {
    ...offer.selection,
    caches: paths,
    ...((isOfRows || !isWhole) && { rows: keys }),
    ...(isOfVersions && { versionsOf: parts.map(({ key, versions = [] }): [RowKey, string[]] => [key, versions]) }),
  };
  const rows = formatRows(keys);
  const part = isOfRows || id === EVERYTHING ? rows : `${offer.what} of ${rows}`;
  const verb = id === EVERYTHING && isWhole ? "Clear" : "Remove";
  return {
    request: {
      selection,
      only,
      because: offer.elsewhere ? elsewhereText(offer.elsewhere, parts) : offer.because,
      what: isWhole ? offer.what : part,
      verb,
      ask: true,
      inBulk: true,
      nowhereIn: offer.nowhereIn,
    },
    keys,
  };
}

/** `3 of these packages are in a project that was looked at.` */
function elsewhereText({ says }: NonNullable<Kindred["elsewhere"]>, parts: readonly OfferPart[]): string {
  const count = parts.filter(({ isElsewhere }) => isElsewhere).length;
  if (count === 0) return `None of it is ${says}.`;
  return `Of ${formatCount(count, "package")} something is ${says}.`;
}

/** Pauses after each group. */
function* factsOf(rows: Rows, row: number, isKept: KeptTest): Generator<undefined, RowFacts> {
  const key = rows.keyAt(row);
  const sums = noSums();
  const versions = new Set<string>();
  const kept = new Set<string>();
  const few: Group[] = [];
  for (const group of rows.groupsAt(row)) {
    yield undefined;
    if (group.version !== undefined) versions.add(group.version);
    if (isKept(key, group)) {
      if (group.version !== undefined) kept.add(group.version);
      continue;
    }
    addSums(sums, group);
    if (few.length <= FEW) few.push(group);
  }
  const older = versions.size > 1 ? yield* allButNewest(versions) : none;
  return {
    key,
    isPackage: isPackage(key),
    sums,
    older: kept.size > 0 ? new Set([...older].filter((version) => !kept.has(version))) : older,
    groups: few.length > FEW ? groupsLeft(rows, row, isKept) : few,
  };
}

function* groupsLeft(rows: Rows, row: number, isKept: KeptTest): Generator<Group> {
  const key = rows.keyAt(row);
  for (const group of rows.groupsAt(row)) if (!isKept(key, group)) yield group;
}

/** Numbers of the rows of what pip wrote. */
function* ofPip(rows: Rows): Generator<number> {
  for (let row = 0; row < rows.length; row++) if (rows.keyAt(row) !== specialRows.foreign) yield row;
}

function addTo(sum: Pick<Sums, "entries" | "bytes" | "shared">, { entries, bytes, shared }: Group): void {
  sum.entries += entries;
  sum.bytes += bytes;
  sum.shared += shared;
}

function kindreds(
  pythons: string[],
  finding: UnusedFinding<Layout> | undefined,
  needs: KnownNeeds | undefined,
): Kindred[] {
  const ofKinds = (kinds: Kind[]) => ({
    selection: { tools: [PIP], kinds },
    test: ({ kind }: Group) => kinds.includes(kind),
  });
  return [
    ...ages.map(ofAge),
    ...sizes.map(ofSize),
    {
      id: "all-but-newest",
      title: "All but the Newest Version",
      icon: Icon.Layers,
      what: "all but the newest version of each package",
      says: "The newest stays, and what is no version that can be compared.",
      cost: AGAIN,
      selection: { tools: [PIP] },
      isOfRows: true,
      isOfVersions: true,
      test: ({ version }, { older }) => version !== undefined && older.has(version),
    },
    {
      id: "damaged",
      title: "Damaged Files",
      icon: Icon.ExclamationMark,
      what: "damaged files",
      says: "pip cannot use them, so nothing is lost.",
      cost: "What is damaged inside only a check finds.",
      selection: { tools: [PIP], damaged: true },
      test: ({ damage }) => damage !== undefined,
    },
    {
      id: "leftovers",
      title: "Leftovers and Temporary Files",
      icon: Icon.Eraser,
      what: "leftovers",
      says: "Temporary files older than an hour, bodies whose header is missing, and when pip last looked for a newer pip.",
      cost: "pip looks for a newer one again. Nobody reads the rest.",
      selection: { tools: [PIP], leftovers: true },
      test: isLeftover,
    },
    {
      id: "index-pages",
      title: "Index Pages",
      icon: Icon.List,
      what: "index pages",
      says: "Which files an index has of each package.",
      cost: "pip asks again.",
      ...ofKinds(["index page"]),
    },
    {
      id: "built-wheels",
      title: "Built Wheels",
      icon: Icon.Hammer,
      what: "built wheels",
      says: "Built on this machine from source.",
      cost: "What is needed again is built again, which takes longer than a download.",
      ...ofKinds(["built wheel"]),
    },
    {
      id: "downloads",
      title: "Downloads",
      icon: Icon.Download,
      what: "downloads",
      says: "Wheels, source distributions and metadata as they came from an index.",
      cost: AGAIN,
      ...ofKinds(["wheel", "sdist", "metadata"]),
    },
    {
      id: "without-name",
      title: "Other Files",
      icon: Icon.QuestionMark,
      what: "other files",
      says: "pip wrote these, but nothing in them says for sure which package they are of.",
      cost: AGAIN,
      ...ofKinds(["other"]),
    },
    ...ofUnused(pythons, finding),
    ...(needs && needs.needs.sources.length > 0 ? ofNeeds(needs) : []),
    ...pythons.map(ofPython),
    {
      id: EVERYTHING,
      title: "Everything",
      icon: Icon.Trash,
      what: "pip cache",
      says: "All that pip wrote.",
      cost: "What is installed stays; what is needed again is downloaded or built again.",
      selection: { tools: [PIP] },
      test: () => true,
    },
  ];
}

function ofAge(days: number): Kindred {
  const only = isOlder(days);
  return {
    id: `not-used-${days}`,
    title: `Not Used for ${days} Days`,
    icon: Icon.Clock,
    what: `packages not used for ${days} days`,
    says: "pip has not asked for these since, nor stored any.",
    cost: AGAIN,
    selection: { tools: [PIP] },
    isOfRows: true,
    only,
    test: (_group, row) => row.isPackage && only(row.sums),
  };
}

function ofSize(size: number): Kindred {
  const only = isLarger(size);
  return {
    id: `larger-${size}`,
    title: `Larger Than ${sizeText(size)}`,
    icon: Icon.HardDrive,
    what: `packages larger than ${sizeText(size)}`,
    says: `Packages of which more than ${sizeText(size)} is kept.`,
    cost: AGAIN,
    selection: { tools: [PIP] },
    isOfRows: true,
    only,
    test: (_group, row) => row.isPackage && only(row.sums),
  };
}

function ofUnused(pythons: string[], finding: UnusedFinding<Layout> | undefined): Kindred[] {
  if (finding === undefined) return [];
  const { selection, pips } = unusedOf(finding, pythons);
  return [
    {
      id: "unused",
      title: "For Pythons and pips That Are Gone",
      icon: Icon.Moon,
      what: "files unused by any pip found",
      says: "None of the pips found would read these.",
      cost: AGAIN,
      because: `None of these would read them: ${firstLines(pips, 5).join(", ")}.`,
      selection,
      test: unusedTest(finding),
    },
  ];
}

function ofNeeds({ needs, hasFolders }: KnownNeeds): Kindred[] {
  const unreadable = needs.sources.filter(({ unreadableSince }) => unreadableSince !== undefined);
  const unread = unreadText(needs);
  const says = [
    `${lookedAtText(needs)} were looked at.`,
    unread !== undefined && `${unread}.`,
    unreadable.length > 0 &&
      `${firstLines(
        unreadable.map(({ name }) => name),
        3,
      ).join(", ")} cannot be read now, and count as they were read last.`,
  ];
  return nowheres(hasFolders).map((kind): Kindred => {
    const isNowhere = nowhereTest(needs, kind);
    const { title, label } = nowhere[kind];
    return {
      id: `nowhere-${kind}`,
      title,
      icon: nowhereIcons[kind],
      what: label,
      says: says.filter(Boolean).join(" "),
      elsewhere: kind === "both" || !hasFolders ? undefined : elsewhereThan(kind, needs),
      cost: [
        kind !== "environment" && "What is installed in a project's own environments is in that project.",
        "What somebody needs who was not looked at is downloaded or built again.",
      ]
        .filter(Boolean)
        .join(" "),
      selection: { tools: [PIP], not: neededSelection(needs, kind) },
      isOfRows: true,
      nowhereIn: kind,
      test: (group, { key }) => isNowhere(group, key),
    };
  });
}

/** Who has of it what those that were asked have not. */
const elsewhereThan = (kind: NeedSource["kind"], needs: Needs): Kindred["elsewhere"] => ({
  has: ({ version }, key) => isNeeded(needs, key, version, kind === "project" ? "environment" : "project"),
  says: kind === "project" ? "installed in an environment that was looked at" : "in a project that was looked at",
});

function ofPython(tag: string): Kindred {
  const name = pythonName(tag);
  return {
    id: `python-${tag}`,
    title: `Only for ${name}`,
    icon: Icon.Code,
    what: `files for ${name}`,
    says: `They can go when you have left ${name}: no other Python can use them.`,
    cost: AGAIN,
    selection: { tools: [PIP], pythons: [tag] },
    test: ({ python }) => python === tag,
  };
}

/** Of temporary files that came in the last hour only the question knows which are older. */
function isLeftover({ damage, newestMs }: Group, { key }: RowFacts): boolean {
  if (key === specialRows.selfcheck || damage === "noHeader") return true;
  return key === specialRows.temporary && newestMs < Date.now() - HOUR_MS;
}
