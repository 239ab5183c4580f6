/** Answers about what is cached, each found out once for all sources. */
import type { CachedPackages, RequiredMetadata } from "./cached";
import { admitsPythons, mayUse, textOf, together, type Python, type Pythons } from "./pythons";
import { parseDependency } from "../packaging/dependency";
import {
  isFor,
  markerEnvironmentOf,
  parseMarker,
  type Condition,
  type Marker,
  type MarkerEnvironment,
} from "../packaging/markers";
import { normalizeName } from "../packaging/normalize";
import type { Platform } from "../files/machine";
import { packageKey, type RowKey } from "../packaging/row-key";
import { parseSpecifiers, satisfies, satisfying, type Specifier } from "../packaging/specifiers";
import { parseVersion } from "../packaging/version";
import { newestFirst } from "../packaging/versions";

/** All that a set of clauses says of a version; text is its form, by which it is known again. */
export interface Range {
  text: string;
  specifiers: readonly Specifier[];
}

/** What something requires. */
export interface RequiredPackage {
  /** Normalised. */
  name: string;
  /** Normalised. */
  extras: readonly string[];
  /** Undefined where nothing tells which versions: it is to be had at an address, or cannot be read. */
  range: Range | undefined;
  /** Absent where it always counts; undefined where nothing tells when. */
  marker?: Marker | undefined;
}

export const anyVersion: Range = { text: "", specifiers: [] };

/** Of one kind, of what files say, which may be anything: found out anew it is the same. */
const MOST_ANSWERS = 20_000;

interface CachedPackage {
  newestFirst: readonly string[];
  /** By what makes versions equal. */
  bySame: ReadonlyMap<string, readonly string[]>;
  byRange: Map<string, readonly string[]>;
}

export class Answers {
  readonly #packages = new Map<RowKey, CachedPackage>();
  readonly #metadata = new Map<string, RequiredMetadata | undefined>();
  readonly #required = new Map<string, RequiredPackage | undefined>();
  readonly #ranges = new Map<string, Range | undefined>();
  readonly #keys = new Map<string, RowKey>();
  readonly #markers = new Map<string, Marker | undefined>();
  readonly #pythons = new Map<string, Pythons>();
  readonly #environments = new Map<Python, Partial<MarkerEnvironment>>();
  readonly #within = new Map<string, Map<string, boolean>>();
  readonly #publics = new Map<string, string>();
  readonly #suiting = new Map<Pythons, Map<string, boolean | undefined>>();
  readonly #held = new Map<Pythons, Map<Marker, Map<string, boolean | undefined>>>();

  constructor(
    private readonly cached: CachedPackages,
    private readonly platform: Platform,
  ) {}

  keyOf(name: string): RowKey {
    if (this.#keys.size >= MOST_ANSWERS) this.#keys.clear();
    return remembered(this.#keys, name, () => packageKey("pip", name));
  }

  isCached(key: RowKey): boolean {
    return this.cached.versionsOf(key) !== undefined;
  }

  /** The versions as they are cached that are the same as that one. */
  sameAs(key: RowKey, version: string): readonly string[] {
    return this.#package(key)?.bySame.get(sameKey(version)) ?? [];
  }

  /** The cached versions, newest first. */
  versionsOf(key: RowKey): readonly string[] {
    return this.#package(key)?.newestFirst ?? [];
  }

  /**
   * Of these those that are in a range, newest first. Pauses.
   * @param isOfPrereleases of the pre-releases those that are, whatever else is
   */
  *within(key: RowKey, range: Range, isOfPrereleases = false): Generator<undefined, readonly string[]> {
    const own = this.#package(key);
    if (own === undefined) return [];
    const text = isOfPrereleases ? `pre ${range.text}` : range.text;
    let found = own.byRange.get(text);
    if (found === undefined) {
      const all = isOfPrereleases ? own.newestFirst.filter(isPrerelease) : own.newestFirst;
      found = yield* satisfying(all, range.specifiers);
      own.byRange.set(text, found);
    }
    return found;
  }

  /** The clauses as they stand in a requirement; undefined where they cannot be read. */
  range(text: string | undefined): Range | undefined {
    if (text === undefined || text === "") return anyVersion;
    if (this.#ranges.size >= MOST_ANSWERS) this.#ranges.clear();
    return remembered(this.#ranges, text, () => {
      const specifiers = parseSpecifiers(text);
      return specifiers && { text, specifiers };
    });
  }

  /** One Requires-Dist; undefined where not even a name can be read. */
  required(text: string): RequiredPackage | undefined {
    return remembered(this.#required, text, (): RequiredPackage | undefined => {
      const read = parseDependency(text);
      if (read === undefined) {
        const [name] = /^\s*[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?/i.exec(text) ?? [];
        if (name === undefined) return undefined;
        return { name: normalizeName(name.trim()), extras: [], range: undefined, marker: undefined };
      }
      const { name, extras, specifiers, specifierText, address, marker } = read;
      const range = address === undefined ? { text: specifierText, specifiers } : undefined;
      return { name, extras, range, ...(marker && { marker }) };
    });
  }

  /** As it stands in a file of a project; undefined where it cannot be read. */
  marker(text: string): Marker | undefined {
    if (this.#markers.size >= MOST_ANSWERS) {
      this.#markers.clear();
      this.#held.clear();
    }
    return remembered(this.#markers, text, () => parseMarker(text));
  }

  /** The same for those that are alike: what is found out of them is found out once. */
  pythons(pythons: Pythons): Pythons {
    return remembered(this.#pythons, textOf(pythons), () => pythons);
  }

  metadataOf(key: RowKey, version: string): RequiredMetadata | undefined {
    return remembered(this.#metadata, `${key} ${version}`, () => this.cached.metadataOf(key, version));
  }

  /** Of what is installed or locked a pre-release is as good as any other. */
  isWithin(version: string, { text, specifiers }: Range): boolean {
    if (specifiers.length === 0) return true;
    const versions = remembered(this.#within, text, () => new Map<string, boolean>());
    return remembered(versions, version, () => specifiers.every((specifier) => satisfies(version, specifier)));
  }

  /** Two are alike that are the same but for their local part. */
  publicOf(version: string): string {
    if (this.#publics.size >= MOST_ANSWERS) this.#publics.clear();
    return remembered(this.#publics, version, () => sameKey(version.replace(/\+.*/, "")));
  }

  /** Whether these Pythons can use what is cached of a version: undefined where nothing tells, or only some can. */
  suits(key: RowKey, version: string, pythons: Pythons): boolean | undefined {
    const suiting = remembered(this.#suiting, pythons, () => new Map<string, boolean | undefined>());
    return remembered(suiting, `${key} ${version}`, () => this.#suits(key, version, pythons));
  }

  #suits(key: RowKey, version: string, pythons: Pythons): boolean | undefined {
    const metadata = this.metadataOf(key, version);
    const admits = metadata && admitsPythons(metadata.requiresPython, pythons);
    if (admits !== true) return admits;
    for (const wheel of this.cached.pythonsOf(key, version)) if (mayUse(wheel, pythons)) return true;
    return undefined;
  }

  /** Whether what a marker says is so for these Pythons: undefined where nothing tells, or only for some. */
  holds(marker: Marker, pythons: Pythons, extras: ReadonlySet<string>): boolean | undefined {
    const held = remembered(this.#held, pythons, () => new Map<Marker, Map<string, boolean | undefined>>());
    const byExtras = remembered(held, marker, () => new Map<string, boolean | undefined>());
    const asked = asksForExtras(marker) ? [...extras].sort() : [];
    return remembered(byExtras, asked.join(), () =>
      together(pythons, (python) => isFor(marker, this.#environmentOf(python), asked)),
    );
  }

  #environmentOf(own: Python): Partial<MarkerEnvironment> {
    return remembered(this.#environments, own, () => {
      // A Python may be of another architecture than the machine: on macOS and Windows others run, too.
      const arch = this.platform === "linux" ? process.arch : "";
      const { version: python, implementation } = own;
      return markerEnvironmentOf({ platform: this.platform, arch, python, ...(implementation && { implementation }) });
    });
  }

  #package(key: RowKey): CachedPackage | undefined {
    let own = this.#packages.get(key);
    const versions = own ? undefined : this.cached.versionsOf(key);
    if (versions) {
      const bySame = new Map<string, string[]>();
      for (const version of versions) remembered(bySame, sameKey(version), () => []).push(version);
      own = { newestFirst: newestFirst(versions), bySame, byRange: new Map() };
      this.#packages.set(key, own);
    }
    return own;
  }
}

const asksForExtras = ({ anyOf }: Marker): boolean =>
  anyOf.some((all) =>
    all.some((one: Condition) => ("anyOf" in one ? asksForExtras(one) : /^extras?$/.test(one.variable))),
  );

/** All of them at once. */
export function allOf(ranges: readonly Range[]): Range {
  const [first = anyVersion, ...others] = [...new Map(ranges.map((range) => [range.text, range])).values()]
    .filter(({ text }) => text !== "")
    .sort((one, other) => (one.text < other.text ? -1 : 1));
  if (others.length === 0) return first;
  const all = [first, ...others];
  return { text: all.map(({ text }) => text).join(), specifiers: all.flatMap(({ specifiers }) => specifiers) };
}

const isPrerelease = (version: string): boolean => parseVersion(version)?.isPrerelease === true;

/** Two are alike when the versions are, however these are spelt. */
export const sameKey = (version: string): string => parseVersion(version)?.key ?? `?${version.toLowerCase()}`;

function remembered<Key, Value>(map: Map<Key, Value>, key: Key, find: () => Value): Value {
  let value = map.get(key);
  if (value === undefined && !map.has(key)) map.set(key, (value = find()));
  return value as Value;
}
