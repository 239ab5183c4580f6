/**
 * Which versions a project needs: what its files name, followed through what these require. Not what pip would resolve, but
 * all that pip may take of what is cached. Files may be installed together or apart, so that of several demands of one
 * package any may count: needed is what is the newest for some of them. More demands never make less needed, which is why
 * all of it comes to an end, circles included.
 */
import { appendTo } from "../files/lookup";
import { allOf, type Answers, type Range } from "./answers";
import { pythonsOfProject, type Pythons } from "./pythons";
import type { NeedReason } from "./reasons";
import type { Environment, Installed, Named, Project, ProjectFile } from "./source";
import type { Marker } from "../packaging/markers";
import type { RowKey } from "../packaging/row-key";

/** What files name, or what is needed requires, of one package. */
interface Demand {
  range: Range;
  /** Whether nothing tells if it counts: its marker, or what requires it, is in doubt. */
  isDoubtful: boolean;
}

/** A version that is taken. */
interface Choice {
  version: string;
  /** Whether it is one of several that come into question, and it may be that none of them does. */
  isDoubtful: boolean;
  /** Where it is installed. */
  installed?: Installed;
  /** The lock that has it, in which all that it requires is, too. */
  lock?: ProjectFile;
}

/** A package that is asked for. */
interface Node {
  name: string;
  /** By the text of their range. */
  demands: Map<string, Demand>;
  /** Whether it is in doubt that they are asked for. */
  extras: Map<string, boolean>;
  /** Whether it is asked for in a version of which nothing is known: all that are cached come into question. */
  isOpen: boolean;
  choices: Choice[];
  /** Names of packages that it requires. */
  requires: Set<string>;
  /** What of it was followed, and what for. */
  followed: Set<string>;
  /** The first file that names it. */
  file?: ProjectFile;
  /** Whether nothing tells what it requires. */
  isEnd: boolean;
}

/** What is found of one package. */
export interface Resolved {
  name: string;
  /** They need not be cached. */
  versions: ({ version: string } & NeedReason)[];
  /** Whether nothing tells what it requires. */
  isEnd: boolean;
}

/**
 * All packages that a project needs, each once. Pauses.
 * @param environments its own
 * @param known Pythons of the machine
 */
export function* resolveProject(
  project: Project,
  environments: readonly Environment[],
  known: Pythons,
  answers: Answers,
): Generator<undefined, Resolved[]> {
  const own = pythonsIn(environments);
  const says = project.files.flatMap(({ requiresPython }) => requiresPython ?? []);
  const resolution = new Resolution(environments, answers.pythons(pythonsOfProject(own, says, known)), answers);
  return yield* resolution.run(project.files);
}

/** Of environments of which it is known. */
export const pythonsIn = (environments: readonly Environment[]): Pythons =>
  environments.flatMap(({ python, implementation }) =>
    python === undefined ? [] : [{ version: python, ...(implementation !== undefined && { implementation }) }],
  );

const noExtras: ReadonlySet<string> = new Set();

class Resolution {
  readonly #nodes = new Map<string, Node>();
  readonly #locked = new Map<string, Choice[]>();
  readonly #constraints = new Map<string, Demand[]>();
  readonly #installed = new Map<string, Choice[]>();
  /** Of which more is asked than when they were looked at. */
  readonly #changed = new Set<Node>();

  constructor(
    environments: readonly Environment[],
    private readonly pythons: Pythons,
    private readonly answers: Answers,
  ) {
    for (const { installed: all } of environments) {
      for (const installed of all)
        appendTo(this.#installed, installed.name, { version: installed.version, isDoubtful: false, installed });
    }
  }

  *run(files: readonly ProjectFile[]): Generator<undefined, Resolved[]> {
    for (const file of files) {
      for (const named of file.named) {
        this.#take(named, file);
        yield;
      }
    }
    for (const node of this.#changed) {
      this.#changed.delete(node);
      yield* this.#settle(node);
    }
    return this.#reached();
  }

  #take({ name, version, specifiers, extras = [], marker, isConstraint }: Named, file: ProjectFile): void {
    if (version !== undefined && !isConstraint) {
      appendTo(this.#locked, name, { version, isDoubtful: false, lock: file });
      this.#node(name).file ??= file;
      return;
    }
    const counts = marker === undefined || this.#counts({ marker: this.answers.marker(marker) }, noExtras);
    if (counts === false) return;
    const range = this.answers.range(specifiers ?? (version && `==${version}`));
    const isDoubtful = counts === undefined;
    if (isConstraint) {
      if (range) appendTo(this.#constraints, name, { range, isDoubtful });
      return;
    }
    this.#node(name).file ??= file;
    this.#demand(name, range, isDoubtful, extras);
  }

  #node(name: string): Node {
    let node = this.#nodes.get(name);
    if (node === undefined) {
      node = {
        name,
        demands: new Map(),
        extras: new Map(),
        isOpen: false,
        choices: [],
        requires: new Set(),
        followed: new Set(),
        isEnd: false,
      };
      this.#nodes.set(name, node);
      this.#changed.add(node);
    }
    return node;
  }

  /** @param range undefined where it is not known */
  #demand(name: string, range: Range | undefined, isDoubtful: boolean, extras: readonly string[]): void {
    const node = this.#node(name);
    const had = range && node.demands.get(range.text);
    if (range === undefined) {
      if (!node.isOpen) this.#changed.add(node);
      node.isOpen = true;
    } else if (had === undefined || (had.isDoubtful && !isDoubtful)) {
      node.demands.set(range.text, { range, isDoubtful });
      this.#changed.add(node);
    }
    for (const extra of extras) {
      const wasDoubtful = node.extras.get(extra);
      if (wasDoubtful === false || (wasDoubtful && isDoubtful)) continue;
      node.extras.set(extra, isDoubtful);
      this.#changed.add(node);
    }
  }

  /** Chooses versions of a package, and asks for what these require. */
  *#settle(node: Node): Generator<undefined, void> {
    node.choices = yield* this.#choose(node);
    node.isEnd = false;
    const followed = node.choices.filter(({ lock }) => lock === undefined);
    if (followed.length === 0 && node.choices.length > 0) return;
    const key = this.answers.keyOf(node.name);
    let isKnown = followed.length > 0;
    const certain = [...node.extras.values()].filter((isDoubtful) => !isDoubtful).length;
    for (const { version, isDoubtful, installed } of followed) {
      // What is asked for only becomes more: as much as before is the same.
      const what = `${installed?.path ?? ""} ${version} ${isDoubtful} ${node.extras.size} ${certain}`;
      if (node.followed.has(what)) continue;
      const requires = installed?.requires ?? this.answers.metadataOf(key, version)?.requires;
      yield;
      if (requires) {
        this.#follow(node, requires, isDoubtful);
        node.followed.add(what);
      } else isKnown = false;
    }
    if (isKnown) return;
    node.isEnd = true;
    for (const version of this.answers.versionsOf(key)) {
      const requires = this.answers.metadataOf(key, version)?.requires;
      yield;
      if (requires === undefined) continue;
      node.isEnd = false;
      this.#follow(node, requires, "unknown");
    }
  }

  /**
   * What is locked or installed, and of what is cached the newest for any of the demands: what no newer one stands in for. One
   * that the Pythons may not be able to use stands in for none.
   */
  *#choose({ name, demands, isOpen }: Node): Generator<undefined, Choice[]> {
    const key = this.answers.keyOf(name);
    const asked = new Asked([...demands.values()], this.#constraints.get(name) ?? [], this.answers);
    const locked = this.#locked.get(name) ?? [];
    const installed = this.#installed.get(name) ?? [];
    const choices = [...locked];
    const stand = locked.map(({ version }) => asked.maskOf(version));
    for (const choice of installed) {
      const mask = asked.maskOf(choice.version);
      if (((mask & asked.demands) === 0n && !isOpen) || (locked.length > 0 && isCovered(mask, stand))) continue;
      stand.push(mask);
      choices.push({ ...choice, isDoubtful: (mask & asked.certain) === 0n });
    }
    const isAll = isOpen && locked.length === 0 && installed.length === 0;
    yield* this.#chooseCached(key, yield* this.#masks(key, asked.bits, false), asked, isAll, stand, choices);
    // Where no final release surely suits, pip takes pre-releases.
    const unmet = asked.bits.filter(({ bit }) => (bit & asked.demands) !== 0n && !stand.some((mask) => mask & bit));
    if (unmet.length > 0) {
      yield* this.#chooseCached(key, yield* this.#masks(key, unmet, true), asked, false, stand, choices);
    }
    return choices;
  }

  /** Of the cached versions that are in a range the bits of all that they are in. */
  *#masks(key: RowKey, bits: readonly Bit[], isOfPrereleases: boolean): Generator<undefined, Map<string, bigint>> {
    const masks = new Map<string, bigint>();
    for (const { range, bit } of bits) {
      for (const version of yield* this.answers.within(key, range, isOfPrereleases)) {
        masks.set(version, (masks.get(version) ?? 0n) | bit);
      }
      yield;
    }
    return masks;
  }

  /**
   * @param isAll whether all come into question
   * @param stand masks of what is chosen, to which those of what is chosen here are added
   */
  *#chooseCached(
    key: RowKey,
    masks: ReadonlyMap<string, bigint>,
    { demands, certain }: Asked,
    isAll: boolean,
    stand: bigint[],
    choices: Choice[],
  ): Generator<undefined, void> {
    const passed: bigint[] = [];
    let last: string | undefined;
    for (const version of this.answers.versionsOf(key)) {
      const mask = masks.get(version) ?? 0n;
      if ((mask & demands) === 0n && !isAll) continue;
      yield;
      // Which local version of a release is taken depends on the index.
      if (!isAll && isCovered(mask, stand) && this.answers.publicOf(version) !== last) continue;
      const suits = this.answers.suits(key, version, this.pythons);
      if (suits === false || choices.some((choice) => choice.version === version)) continue;
      const sure = mask & certain;
      const isDoubtful = !suits || sure === 0n || isCovered(sure, stand) || isCovered(sure, passed);
      choices.push({ version, isDoubtful });
      if (suits) {
        stand.push(mask);
        last = this.answers.publicOf(version);
      } else passed.push(mask);
    }
  }

  /** @param way whether it is in doubt that the version is taken which requires this, or not known which one is */
  #follow(node: Node, requires: readonly string[], way: boolean | "unknown"): void {
    const extras = new Set(node.extras.keys());
    const certain = new Set([...node.extras].flatMap(([extra, isDoubtful]) => (isDoubtful ? [] : [extra])));
    for (const text of requires) {
      const required = this.answers.required(text);
      if (required === undefined) continue;
      const { name, range } = required;
      const counts = way === "unknown" ? undefined : this.#counts(required, extras);
      if (counts === false) continue;
      node.requires.add(name);
      if (way === "unknown") {
        this.#demand(name, undefined, true, required.extras);
        continue;
      }
      const isSure = counts && (certain.size === extras.size || this.#counts(required, certain));
      this.#demand(name, range, way || !isSure, required.extras);
    }
  }

  /** Undefined where nothing tells, or it does so for some Pythons only. */
  #counts(what: { marker?: Marker | undefined }, extras: ReadonlySet<string>): boolean | undefined {
    if (!("marker" in what)) return true;
    return what.marker && this.answers.holds(what.marker, this.pythons, extras);
  }

  /** What can be come to from what files name, each by the shortest way. */
  #reached(): Resolved[] {
    const ways = new Map<Node, Node | undefined>();
    for (const node of this.#nodes.values()) if (node.file) ways.set(node, undefined);
    for (const [node] of ways) {
      for (const name of node.requires) {
        const other = this.#nodes.get(name);
        if (other && !ways.has(other)) ways.set(other, node);
      }
    }
    return Array.from(ways.keys(), (node) => {
      const via: string[] = [];
      for (let on = ways.get(node); on; on = ways.get(on)) via.unshift(on.name);
      const versions = node.choices.map(({ version, lock, isDoubtful }) => {
        if (lock) return { version, how: "locked" as const, file: lock };
        const how = isDoubtful ? "reachable" : node.file ? "named" : "required";
        return { version, how, file: node.file, ...(via.length > 0 && { via }) } as const;
      });
      return { name: node.name, versions, isEnd: node.isEnd };
    });
  }
}

interface Bit {
  range: Range;
  bit: bigint;
}

/** What is asked of one package, each as a bit. */
class Asked {
  readonly bits: readonly Bit[];
  /** The bits of what asks for it: what may narrow that, or may not, has one of its own, and asks for nothing. */
  readonly demands: bigint;
  /** Of these the bits of what surely does. */
  readonly certain: bigint;

  constructor(
    demands: readonly Demand[],
    constraints: readonly Demand[],
    private readonly answers: Answers,
  ) {
    const bounds = constraints.flatMap(({ isDoubtful, range }) => (isDoubtful ? [] : [range]));
    const ranges = demands.map(({ range }) => allOf([range, ...bounds]));
    ranges.push(...constraints.flatMap(({ isDoubtful, range }) => (isDoubtful ? [range] : [])));
    this.bits = ranges.map((range, at) => ({ range, bit: 1n << BigInt(at) }));
    this.demands = (1n << BigInt(demands.length)) - 1n;
    this.certain = this.bits.reduce((mask, { bit }, at) => (demands[at]?.isDoubtful === false ? mask | bit : mask), 0n);
  }

  maskOf(version: string): bigint {
    return this.bits.reduce((mask, { range, bit }) => (this.answers.isWithin(version, range) ? mask | bit : mask), 0n);
  }
}

/** Whether one stands in for all that is asked. */
const isCovered = (mask: bigint, stand: readonly bigint[]): boolean => stand.some((other) => (mask & ~other) === 0n);
