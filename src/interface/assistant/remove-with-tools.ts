/**
 * Removing packages from what uv, Poetry, PDM or conda keeps, as the AI asks for it: through the tool, after a confirmation that
 * names it, and just that or nothing. What is kept, and what the policy spares, stays.
 */
import { Action } from "@raycast/api";
import { thisMachine } from "../../files/machine";
import { normalizeName } from "../../packaging/normalize";
import { keyOf, packageKey } from "../../packaging/row-key";
import { PIP } from "../../pip-cache/entry";
import type { CachedPackage } from "../../python-caches/collect-packages";
import type { PackageCacheTool } from "../../python-caches/part";
import { planPackages, type PackagesPlan, type PackagesRemoved } from "../../python-caches/remove-with-tool";
import { rememberRead, type PythonTool } from "../python-tools/python-tools";
import { readTool, toolsToRead } from "../python-tools/read-tools";
import { toolTitles } from "../packages/views";
import type { KnownNeeds } from "../projects/known-needs";
import { readNeedsWith } from "../projects/elsewhere-needs";
import { neededNamesSentence } from "../projects/needs-text";
import { isDryRun } from "../removal/act";
import {
  alertWithTool,
  isNeededByName,
  keptAmong,
  neededText,
  removeWithToolUnseen,
  toolLeftText,
  toolSumsOf,
  withoutKeptAmong,
  type ToolPackagesRequest,
} from "../removal/remove-tool-packages";
import { firstLines, formatBytes, formatCount, formatPath } from "../shared/format";
import { unreadableGuards } from "../shared/personal-data";
import { readPolicy } from "../tidy/policy";
import { canSpareNeeded } from "../tidy/protection";
import { callOf, digestOf, forgetConsent, giveConsent, takeConsent } from "./consent";
import { InputError, choiceIn, textsIn, told } from "./given-input";
import type { AskedOfPerson, RemovedByTool } from "./named-removal";
import { readingSignal } from "./read-cached";

const TOOL = "remove-cached-packages";

/** Whose packages can be removed, pip's first. */
const removingTools = ["pip", "uv", "poetry", "pdm", "conda"] as const;

/** conda's may begin with a mark: `_libgcc_mutex`. */
const nameOnly = /^\s*[a-z0-9_](?:[a-z0-9._-]*[a-z0-9_])?\s*$/i;

/** What a tool other than pip is asked to remove. */
export interface WantedOfTool {
  tool: PackageCacheTool;
  /** Normalised. */
  names: string[];
}

/** Undefined where the input is about pip's. @throws InputError */
export function removalWithTool(input: unknown): WantedOfTool | undefined {
  const tool = choiceIn(input, "tool", removingTools) ?? "pip";
  if (tool === "pip") return undefined;
  const names = textsIn(input, "packages").map((text) => {
    if (nameOnly.test(text)) return normalizeName(text.trim());
    throw new InputError(
      `“${told(text)}” is no name of a package: ${toolTitles[tool]} removes packages by their names, all versions of each.`,
    );
  });
  return { tool, names: [...new Set(names)] };
}

/** What goes of what was named, as things are now. */
interface Going {
  found: PythonTool;
  request: ToolPackagesRequest & { packages: readonly CachedPackage[] };
  plan: PackagesPlan;
  kept: readonly CachedPackage[];
  /** What is not there, or stays, and why. */
  notes: string[];
}

/** Undefined where nothing would go: the notes say why. */
async function goingOf({ tool, names }: WantedOfTool, signal: AbortSignal): Promise<Going | { notes: string[] }> {
  const title = toolTitles[tool];
  const [guard] = unreadableGuards();
  if (guard) return { notes: [`${guard.name} cannot be read: ${formatPath(guard.path)}. ${guard.reason}`] };
  const found = (await toolsToRead()).find(({ id }) => id === tool);
  if (found === undefined) return { notes: [`Nothing was found that ${title} keeps.`] };
  const { read } = await readTool(found, signal);
  const asked = new Set(names);
  const named = read.packages.filter((one) => one.name !== undefined && asked.has(normalizeName(one.name)));
  const there = new Set(named.map((one) => normalizeName(one.name ?? "")));
  const notes = names.flatMap((one) => (there.has(one) ? [] : [`${title} keeps nothing of ${one}.`]));
  const kept = keptAmong(named);
  if (kept.length > 0) notes.push(`Kept by the person, so it stays: ${namesOf(kept)}.`);
  const needs = await needsOf(read.packages, signal);
  if (needs === "unknown") return { notes: [...notes, "What environments and projects need cannot be read."] };
  const spared = withoutKeptAmong(named).filter((one) => needs.spares && isNeededByName(needs.known.needs, one.name));
  if (spared.length > 0) notes.push(neededText(spared.length));
  const packages = withoutKeptAmong(named).filter((one) => !spared.includes(one));
  if (packages.length === 0) return { notes };
  const byKey = new Map(packages.map((one) => [packageKey(PIP, one.name ?? ""), one.name ?? ""]));
  const { message, targets, upTo } = found;
  const because = neededNamesSentence(needs.known, byKey);
  const request = { message, targets, upTo, packages, inBulk: true, because, how: "Asked for by the AI" };
  const plan = await planPackages({ ...request, packages }, thisMachine(), signal);
  if (plan.refused !== undefined) return { notes: [...notes, plan.refused] };
  return { found, plan, kept, notes, request: { ...request, onEnd: (after) => remember(found, after) } };
}

function remember(found: PythonTool, after: PackagesRemoved["after"]): void {
  if (after) rememberRead(found, after.read, after.at);
}

/** Who needs them, and whether the policy spares that. */
async function needsOf(
  packages: readonly CachedPackage[],
  signal: AbortSignal,
): Promise<{ known: KnownNeeds; spares: boolean } | "unknown"> {
  const policy = readPolicy();
  if ("unreadable" in policy) return "unknown";
  const spares = policy.value.sparesNeeded === true;
  if (spares && !canSpareNeeded()) return "unknown";
  return { known: await readNeedsWith(packages, signal), spares };
}

const namesOf = (packages: readonly CachedPackage[]): string =>
  firstLines(
    packages.map((one) => told(one.name ?? "")),
    10,
  ).join(", ");

const callOfTool = ({ tool, names }: WantedOfTool): string => callOf(TOOL, [JSON.stringify({ tool }), ...names]);

/** The same for the same packages of the same tool. */
const digestOfGoing = ({ found, request }: Going): string =>
  digestOf({ tools: [found.id], rows: request.packages.map(({ key }) => keyOf(key)) });

const pathsOf = ({ found }: Going): string =>
  firstLines(
    found.targets.map(({ path }) => formatPath(path)),
    3,
  ).join(", ");

/** Names to the person what would go, and remembers that. Undefined where nothing would: the tool then says why. */
export async function confirmWithTool(wanted: WantedOfTool): Promise<AskedOfPerson> {
  const call = callOfTool(wanted);
  forgetConsent(call);
  const at = Date.now();
  const going = await goingOf(wanted, readingSignal());
  if (!("plan" in going)) return undefined;
  const { found, request, plan, kept, notes } = going;
  const { files, bytes } = toolSumsOf(request);
  const readAt = found.message.roots.map(({ root }): [string, number] => [root, at]);
  giveConsent(call, { digest: digestOfGoing(going), readAt, activity: "idle", entries: files, files, bytes });
  const { title, message } = alertWithTool(request, plan, { kept, needed: 0 });
  const size = formatBytes(plan.bytes ?? bytes);
  return {
    style: Action.Style.Destructive,
    message: [title, message, notes.map(told).join("\n")].filter(Boolean).join("\n\n"),
    info: [
      { name: request.packages.length > 1 ? "Packages" : "Package", value: namesOf(request.packages) },
      { name: "Removed By", value: found.name },
      { name: "Size", value: `${request.upTo ? "up to " : ""}${size} in ${formatCount(files, "file")}` },
      { name: "Path", value: pathsOf(going) },
    ],
  };
}

/** Removes what the last confirmation of the same call has named, if that is all there is of it now; else says what to do. */
export async function removeWithTool(wanted: WantedOfTool): Promise<RemovedByTool> {
  const askAgain = `Call ${TOOL} again with the same input: the person is asked then what it would remove now.`;
  const consent = takeConsent(callOfTool(wanted));
  const going = await goingOf(wanted, readingSignal());
  const notes = going.notes.map(told);
  if (!("plan" in going)) return { removed: false, notes };
  const { found, request } = going;
  const { files, bytes } = toolSumsOf(request);
  if (consent === undefined) {
    const why = "Nobody has confirmed this in the last ten minutes, so nothing was removed.";
    return { removed: false, notes: [...notes, why], askAgain };
  }
  if (consent.digest !== digestOfGoing(going) || files > consent.files || bytes > consent.bytes) {
    const then = `${formatCount(consent.files, "file")} with ${consent.bytes} bytes`;
    const why = `What is there now (${formatCount(files, "file")} with ${bytes} bytes) is not what was confirmed (${then}), so nothing was removed.`;
    return { removed: false, notes: [...notes, why], askAgain };
  }
  if (isDryRun()) {
    return { removed: false, notes: [`Dry run: ${going.plan.bytes ?? bytes} bytes would go. Nothing was changed.`] };
  }
  const removed = await removeWithToolUnseen(request, { signal: new AbortController().signal, progress: () => {} });
  if (removed === undefined) {
    return { removed: false, notes: ["Another removal is at work there. Try again when it has ended."], askAgain };
  }
  const says = [
    ...notes,
    ...(removed.refused === undefined ? [] : [removed.refused]),
    ...toolLeftText(request, removed),
    ...firstLines(
      removed.failures.map(({ path, reason }) => `${formatPath(path)}: ${reason}`),
      3,
    ),
    ...(found.upTo && removed.reclaimed > 0 ? ["At most so much came back: environments may share its blocks."] : []),
  ];
  return {
    removed: removed.files > 0,
    reclaimedBytes: Math.max(0, removed.reclaimed),
    entries: removed.files,
    ...(removed.shared > 0 && { sharedBytes: removed.shared }),
    path: pathsOf(going),
    ...(says.length > 0 && { notes: says.map(told) }),
  };
}
