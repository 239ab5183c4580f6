/** The pips of this machine, for the views: found, asked and remembered. */
import { delimiter } from "node:path";
import { Cache, getPreferenceValues } from "@raycast/api";
import { askAll } from "../../pip/ask-all";
import { findInstallations } from "../../pip/find";
import type { PythonCandidate } from "../../pip/interpreters";
import type { Installation } from "../../pip/installation";
import { holdsStill } from "../../pip/installation-state";
import { defaultIndexes } from "../../pip/default-index";
import { configuredIndexes } from "../../pip/indexes";
import { own } from "../../files/lookup";
import { expandHome, thisMachine } from "../../files/machine";
import type { Failure } from "../../files/failure";
import { runningPip } from "../../pip/running";
import { findUnused, pipAudits, type Readership, type UnusedFinding } from "../../pip/unused";
import { downloadLayouts, layouts, type Layout } from "../../pip-cache/layouts";
import type { PipActivity } from "../../pip-cache/builds";
import { Recollection } from "./recollection";

interface RememberedPips {
  /** When all were asked, ms since 1970; 0 where only some have been. */
  askedAt: number;
  installations: Installation[];
  /** By the path of the Python, when one was asked by itself; ms since 1970. */
  answeredAt: Record<string, number>;
  /** See `decidingVariables`. */
  variables?: string;
}

const recollection = new Recollection<RememberedPips>(new Cache({ namespace: "pips" }), "installations", 4);

/**
 * What of this process's environment decides where a pip caches, and whether: with other values, other answers. Nothing
 * else, because an index's address may have a password in it.
 */
export function decidingVariables(): string {
  const names = /^(PIP_(CACHE|NO_CACHE|CONFIG|ISOLATED).*|XDG_.*|HOME|USERPROFILE|APPDATA|LOCALAPPDATA)$/i;
  const all = Object.entries(thisMachine().env).filter(([name]) => names.test(name));
  return JSON.stringify(all.sort(([one], [other]) => (one < other ? -1 : 1)));
}

export interface AskPipsOptions {
  signal?: AbortSignal;
  onInstallation?: (installation: Installation) => void;
  /** Whether also those are asked whose answers cannot have changed: a person may know more than files tell. */
  anew?: boolean;
  /** The `sys.prefix`es of Pythons that used a cache. */
  selfcheckPrefixes?: string[];
}

/** The pips as they answered when they were last asked, and when that was; undefined when they never were, or elsewhere. */
export function rememberedPips(): RememberedPips | undefined {
  const { askedAt, ...answers } = recall();
  return askedAt > 0 ? { askedAt, ...answers } : undefined;
}

function recall(): RememberedPips {
  const variables = decidingVariables();
  const kept = recollection.recall()?.value;
  return kept && (kept.variables ?? variables) === variables
    ? kept
    : { askedAt: 0, installations: [], answeredAt: {}, variables };
}

/**
 * Finds the pips and asks each of which something has changed, a process or three apiece.
 * @throws the signal's reason when aborted
 */
export async function askPips({ signal, anew, onInstallation, selfcheckPrefixes }: AskPipsOptions = {}): Promise<
  Installation[]
> {
  const began = Date.now();
  const candidates = await findInstallations({
    ...thisMachine(),
    extraPaths: preferredPaths(),
    selfcheckPrefixes,
    signal,
  });
  const answerOf = anew ? undefined : answersThatHold();
  const asked = await askAll(candidates.map(asBefore()), { signal, answerOf, onInstallation });
  const { installations: known, answeredAt, variables } = recall();
  const isLater = ({ python }: Installation) => (own(answeredAt, python) ?? 0) > began;
  const later = new Map(known.filter(isLater).map((one) => [one.python, one]));
  const installations = asked.map((one) => later.get(one.python) ?? one);
  recollection.remember({ askedAt: Date.now(), installations, answeredAt, variables });
  return installations;
}

/** What was answered by the same Python in the same circumstances. */
function answersThatHold(): (candidate: PythonCandidate) => Installation | undefined {
  const known = new Map(rememberedPips()?.installations.map((one) => [one.python, one]));
  return (candidate) => {
    const one = known.get(candidate.python);
    const isSame =
      one?.state !== undefined &&
      candidate.dead === undefined &&
      one.environment === candidate.environment &&
      one.byCacheOnly === candidate.byCacheOnly &&
      holdsStill(one.state);
    return isSame ? { ...one, origin: candidate.origin } : undefined;
  };
}

/** One that only a cache names is asked again where a person has had it asked before. */
function asBefore(): (candidate: PythonCandidate) => PythonCandidate {
  const known = new Set(rememberedPips()?.installations.flatMap(({ python, onRequest }) => (onRequest ? python : [])));
  return (candidate) => (known.has(candidate.python) ? { ...candidate, onRequest: true } : candidate);
}

/** Remembers the new answer of one pip beside the others'. */
export function rememberAnswer(installation: Installation): void {
  // That others could change it is to be said again each time.
  const { anyway, ...kept } = installation;
  if (anyway) return;
  const remembered = recall();
  recollection.remember({
    ...remembered,
    installations: withOne(remembered.installations, kept),
    answeredAt: { ...remembered.answeredAt, [kept.python]: Date.now() },
  });
}

/** The new answer of a pip in the place of its old one. */
export function withOne(before: Installation[], one: Installation): Installation[] {
  const isKnown = before.some(({ python }) => python === one.python);
  return isKnown ? before.map((old) => (old.python === one.python ? one : old)) : [...before, one];
}

/** Interpreters and folders of the preferences, absolute. */
export function preferredPaths(): string[] {
  const { pythonPaths = "" } = getPreferenceValues<Preferences>();
  const paths = pythonPaths.split(delimiter).map((path) => path.trim());
  return paths.filter(Boolean).map((path) => expandHome(thisMachine(), path));
}

/** Where a pip caches, whatever it is told to do. */
export function cacheDirectoriesOf({ cacheDirectory, otherDirectories }: Installation): string[] {
  const own = "value" in cacheDirectory ? [cacheDirectory.value] : [];
  return [...own, ...otherDirectories.map(({ directory }) => directory)];
}

/** Whether a pip is running that may use one of the caches. */
export async function pipActivity(caches: string[]): Promise<PipActivity> {
  return (await runningPip({ caches })).state;
}

/** The same of pips that use a folder for temporary files, wherever they cache. */
export async function temporaryActivity(temporary: string): Promise<PipActivity> {
  return (await runningPip({ temporary })).state;
}

/** The failures, with the pip that is at work named where something is in use: perhaps by that. */
export async function withRunningPip(failures: Failure[], caches: string[]): Promise<Failure[]> {
  if (!failures.some(({ code }) => code === "EBUSY")) return failures;
  const pip = await runningPip({ caches });
  if (pip.state !== "busy") return failures;
  const reason = `It is in use, perhaps by pip (process ${pip.process.pid}). When that has ended, try again.`;
  return failures.map((failure) => (failure.code === "EBUSY" ? { ...failure, reason } : failure));
}

/** The addresses of the indexes that pips look at: by themselves, and because they are configured to. */
export async function indexUrls(): Promise<string[]> {
  const installations = rememberedPips()?.installations ?? [];
  const prefixes = installations.flatMap(({ prefix, notAsked }) =>
    "value" in prefix && notAsked === undefined ? [{ prefix: prefix.value }] : [],
  );
  const own = installations.flatMap(({ defaultIndex }) => defaultIndex ?? []);
  return [...new Set([...own, ...(await configuredIndexes(thisMachine(), [{}, ...prefixes]))])];
}

/**
 * The same for a reading: as long as no pip has told where it looks, what stands in their code counts.
 * @throws the signal's reason when aborted
 */
export async function indexUrlsToRead(signal?: AbortSignal): Promise<string[]> {
  return [...new Set([...(await defaultIndexUrls(signal)), ...(await indexUrls())])];
}

/**
 * Where pips look when nothing is configured: as they have told, else as it stands in their code.
 * @throws the signal's reason when aborted
 */
export async function defaultIndexUrls(signal?: AbortSignal): Promise<string[]> {
  const told = rememberedPips()?.installations.flatMap(({ defaultIndex }) => defaultIndex ?? []) ?? [];
  return told.length > 0 ? [...new Set(told)] : defaultIndexes({ ...thisMachine(), signal });
}

/** What of a cache none of the pips that answered last would read; undefined when none was ever asked. */
export function unusedFinding(): UnusedFinding<Layout> | undefined {
  const installations = rememberedPips()?.installations;
  if (installations === undefined) return undefined;
  const audits = pipAudits(thisMachine(), installations);
  const readerships = downloadLayouts.map((layout): [Layout, Readership] => {
    const { pips, alsoOf } = layouts[layout];
    return [layout, { pips, others: alsoOf === "pip-audit" ? audits : [] }];
  });
  return findUnused(installations, new Map(readerships));
}
