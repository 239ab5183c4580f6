/** From what environments and projects say to which of what is cached they need. */
import { Answers } from "./answers";
import type { CachedPackages } from "./cached";
import type { NeededBy, NeededPackage, Needs, NeedSource } from "./needs";
import type { Reason } from "./reasons";
import type { MarkerMachine } from "./requirement";
import { resolveProject } from "./resolve-project";
import type { Source } from "./source";

export interface NeedsContext {
  machine: MarkerMachine;
  /** Versions of Pythons of the machine, for projects of which nothing tells theirs; those of environments are known. */
  pythons: readonly string[];
}

/** Of one source. */
const MOST_ENDS = 100;

/**
 * Pauses after little, but for the metadata that is read at once.
 *
 * Of an environment what is installed there is needed, whoever installed it, and nothing else: what packages there
 * require and lack, nobody missed. Of a project see `resolveProject`.
 */
export function* needsOf(
  sources: readonly Source[],
  cached: CachedPackages,
  { machine, pythons }: NeedsContext,
): Generator<undefined, Needs> {
  const answers = new Answers(cached, machine);
  const environments = new Map(sources.flatMap((one) => (one.kind === "environment" ? [[one.path, one]] : [])));
  const known = [...new Set([...pythons, ...[...environments.values()].flatMap(({ python }) => python ?? [])])];
  const needs = new Collected(answers);
  for (const source of sources) {
    const own = needs.begin(source);
    if (source.kind === "environment") {
      for (const { name, version, path } of source.installed) {
        own.add(name, version, { how: "installed" }, path);
        yield;
      }
      continue;
    }
    const theirs = source.environments.flatMap((path) => environments.get(path) ?? []);
    for (const { name, versions, isEnd } of yield* resolveProject(source, theirs, known, answers)) {
      own.ask(name);
      for (const { version, ...reason } of versions) own.add(name, version, reason);
      if (isEnd) own.end(name);
      yield;
    }
  }
  return needs.all;
}

class Collected {
  readonly all: Needs = { sources: [], packages: new Map() };

  constructor(private readonly answers: Answers) {}

  begin({ path, name, kind, unreadableSince }: Source): CollectedOfSource {
    const source: NeedSource = { path, name, kind, files: [], notFollowed: [], unreadableSince };
    if (unreadableSince === undefined) delete source.unreadableSince;
    return new CollectedOfSource(this.all.sources.push(source) - 1, source, this.all.packages, this.answers);
  }
}

class CollectedOfSource {
  readonly #files = new Map<string, number>();

  constructor(
    private readonly index: number,
    private readonly source: NeedSource,
    private readonly packages: Needs["packages"],
    private readonly answers: Answers,
  ) {}

  /** A package is needed, in whichever version; undefined where nothing of it is cached. */
  ask(name: string): NeededPackage | undefined {
    const key = this.answers.keyOf(name);
    if (!this.answers.isCached(key)) return undefined;
    let own = this.packages.get(key);
    if (own === undefined) this.packages.set(key, (own = { sources: [], versions: new Map() }));
    if (own.sources.at(-1) !== this.index) own.sources.push(this.index);
    return own;
  }

  add(name: string, version: string, reason: Reason, path = reason.file?.path): void {
    const own = this.ask(name);
    if (own === undefined) return;
    for (const same of this.answers.sameAs(this.answers.keyOf(name), version)) {
      let by = own.versions.get(same);
      if (by === undefined) own.versions.set(same, (by = []));
      // The first one says most.
      if (by.at(-1)?.source === this.index) continue;
      const { how, via, file } = reason;
      const unreadableSince = file?.unreadableSince ?? this.source.unreadableSince;
      const one: NeededBy = { source: this.index, how };
      if (path !== undefined) one.file = this.#fileOf(path);
      if (via !== undefined) one.via = via;
      if (unreadableSince !== undefined) one.unreadableSince = unreadableSince;
      by.push(one);
    }
  }

  end(name: string): void {
    const { notFollowed } = this.source;
    if (notFollowed.length < MOST_ENDS) notFollowed.push(name);
  }

  #fileOf(path: string): number {
    let file = this.#files.get(path);
    if (file === undefined) this.#files.set(path, (file = this.source.files.push(path) - 1));
    return file;
  }
}
