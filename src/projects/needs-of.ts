/** From what environments and projects say to which of what is cached they need. */
import { Answers } from "./answers";
import type { CachedPackages } from "./cached";
import type { NeededBy, NeededPackage, Needs, NeedSource } from "./needs";
import type { NeedReason } from "./reasons";
import type { Python } from "./pythons";
import { pythonsIn, resolveProject } from "./resolve-project";
import type { Platform } from "../files/machine";
import { unreadableSince } from "./remembered";
import type { ProjectFile, Source, UnreadReference } from "./source";

export interface NeedsContext {
  platform: Platform;
  /** Further Pythons of the machine than those of environments, for projects of which nothing tells theirs. */
  pythons?: readonly Python[];
}

/** Of one source. */
const MOST_ENDS = 100;
const MOST_UNREAD = 30;

/**
 * Pauses after little, but for the metadata that is read at once.
 *
 * Of an environment what is installed there is needed, whoever installed it, and nothing else: what packages there
 * require and lack, nobody missed. Of a project see `resolveProject`.
 */
export function* needsOf(
  sources: readonly Source[],
  cached: CachedPackages,
  { platform, pythons = [] }: NeedsContext,
): Generator<undefined, Needs> {
  const answers = new Answers(cached, platform);
  const environments = new Map(sources.flatMap((one) => (one.kind === "environment" ? [[one.path, one]] : [])));
  const known = [...pythons, ...pythonsIn([...environments.values()])];
  const ofProjects = new Set(sources.flatMap((one) => (one.kind === "project" ? one.environments : [])));
  const needs = new Collected(answers, ofProjects);
  for (const source of sources) {
    const own = needs.begin(source);
    if (source.kind === "environment") {
      for (const { name, version, path, unreadableSince } of source.installed) {
        own.add(name, version, { how: "installed" }, { path, unreadableSince });
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

function unreadIn(source: Source): UnreadReference[] {
  const failures = source.failures.map(({ path, reason }) => ({ text: path, why: reason }));
  return source.kind === "environment" ? failures : [...failures, ...source.files.flatMap(({ unread }) => unread)];
}

/** A file that says that something is needed. */
type SaysSo = Pick<ProjectFile, "path" | "unreadableSince">;

class Collected {
  readonly all: Needs = { sources: [], packages: new Map() };

  /** @param ofProjects paths of the environments that are projects' own */
  constructor(
    private readonly answers: Answers,
    private readonly ofProjects: ReadonlySet<string>,
  ) {}

  begin(source: Source): CollectedOfSource {
    const { path, name, kind } = source;
    const all = unreadIn(source);
    const unread = all.slice(0, MOST_UNREAD);
    const own: NeedSource = { path, name, kind, files: [], notFollowed: [], unread, unreadCount: all.length };
    if (source.kind === "project") own.environments = source.environments;
    else if (this.ofProjects.has(path)) own.isOfProject = true;
    const since = unreadableSince(source);
    if (since !== undefined) own.unreadableSince = since;
    return new CollectedOfSource(this.all.sources.push(own) - 1, own, source, this.all.packages, this.answers);
  }
}

class CollectedOfSource {
  readonly #files = new Map<string, number>();

  constructor(
    private readonly index: number,
    private readonly own: NeedSource,
    private readonly source: Source,
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

  add(name: string, version: string, reason: NeedReason, file: SaysSo | undefined = reason.file): void {
    const own = this.ask(name);
    if (own === undefined) return;
    for (const same of this.answers.sameAs(this.answers.keyOf(name), version)) {
      let by = own.versions.get(same);
      if (by === undefined) own.versions.set(same, (by = []));
      // The first one says most.
      if (by.at(-1)?.source === this.index) continue;
      const { how, via } = reason;
      const since = file?.unreadableSince ?? this.source.unreadableSince;
      const one: NeededBy = { source: this.index, how };
      if (file !== undefined) one.file = this.#fileOf(file.path);
      if (via !== undefined) one.via = via;
      if (since !== undefined) one.unreadableSince = since;
      by.push(one);
    }
  }

  end(name: string): void {
    const { notFollowed } = this.own;
    if (notFollowed.length < MOST_ENDS) notFollowed.push(name);
  }

  #fileOf(path: string): number {
    let file = this.#files.get(path);
    if (file === undefined) this.#files.set(path, (file = this.own.files.push(path) - 1));
    return file;
  }
}
