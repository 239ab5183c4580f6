/** What is said of files that are hard to get back: in a label, and in a question. */
import { baseName } from "../../files/names";
import { visible } from "../../files/visible";
import { groupOfHard, type HardReason, type NamedHardFile } from "../../pip-cache/cost/hard";
import type { BuiltFrom } from "../../pip-cache/cost/read-costs";
import { sumGroups, type Group } from "../../pip-cache/rows/groups";
import { firstLines, formatBytes, formatCount, formatDay } from "../shared/format";
import { bullets, escaped, paragraphs } from "../shared/markdown";
import { formatUnits } from "../shared/units";

/** There is room for so many characters of what others have written. */
const MAX_WORDS = 60;
/** Files that a question names. */
const MAX_NAMED = 3;

/** Why a file is hard to get back, in some 60 characters. */
export function hardReasonText(reason: HardReason): string {
  switch (reason.why) {
    case "yanked":
      return reason.words.trim() === "" ? "yanked by its project" : `yanked: ${short(reason.words)}`;
    case "unlisted":
      return `no longer listed by its index on ${formatDay(reason.confirmedMs)}`;
    case "index":
      return `from ${short(reason.indexes.map(bareAddress).join(", "))}, which no configuration that was read names`;
    case "python":
      return `requires Python ${short(reason.requiresPython)}: none that was found is`;
    case "direct":
      return `built here from ${short(sourceText(reason.from))}`;
    case "source":
      return "built here, what it was built from is not cached";
  }
}

export const hardReasonsText = (reasons: readonly HardReason[]): string => reasons.map(hardReasonText).join("; ");

const bareAddress = (url: string): string => url.replace(/^[a-z]+:\/\/|\/$/gi, "");

/** `github.com/a/b at 1a2b3c4d`, `spam-1.0.tar.gz of files.example.org, which no page lists`. */
function sourceText({ url = "", commit }: BuiltFrom): string {
  const [, host = "", path = ""] = /^[a-z+]+:\/\/([^/]*)(.*)$/i.exec(url) ?? [];
  if (commit !== undefined) return `${host}${path} at ${commit.slice(0, 8)}`;
  return host === "" ? `the file ${baseName(url)}` : `${baseName(path)} of ${host}, which no page lists`;
}

/** Anybody's words, in one line. */
function short(text: string): string {
  const words = [...visible(text.replace(/\s+/g, " ").trim())];
  return words.length > MAX_WORDS ? `${words.slice(0, MAX_WORDS - 1).join("")}…` : words.join("");
}

/** `torch 2.4.0: yanked: …` for each that differs, at most so many. */
export function hardLines(files: readonly NamedHardFile[], most = MAX_NAMED): string[] {
  const counts = new Map<string, number>();
  const sorted = [...files].sort((a, b) => b.bytes - a.bytes || (a.path < b.path ? -1 : 1));
  for (const { name, version, reasons } of sorted) {
    const line = `${visible([name, version].filter(Boolean).join(" "))}: ${hardReasonsText(reasons)}`;
    counts.set(line, (counts.get(line) ?? 0) + 1);
  }
  const lines = Array.from(counts, ([line, count]) =>
    count > 1 ? line.replace(": ", ` (${formatCount(count, "file")}): `) : line,
  );
  return firstLines(lines, most);
}

/** Of files that are hard to get back. */
export interface HardSum {
  entries: number;
  bytes: number;
  lines: string[];
}

/** Undefined where there is none. */
export function hardSumOf(files: readonly NamedHardFile[]): HardSum | undefined {
  if (files.length === 0) return undefined;
  const { entries, bytes } = sumGroups(files.map(groupOfHard));
  return { entries, bytes, lines: hardLines(files) };
}

/**
 * What a question says of them: `3 of these (1.2 GB) may be hard to get back:`, and which.
 * @param all entries that go; undefined where other tools' things go with pip's
 */
export function hardQuestion({ entries, bytes, lines }: HardSum, all: number | undefined): string[] {
  const which =
    all === undefined ? `${formatUnits(entries, "entry")} of pip` : formatCount(entries, "of these", "of these");
  const some = all !== undefined && entries >= all ? "All of it" : `${which} (${formatBytes(bytes)})`;
  return [`${some} may be hard to get back:`, ...lines];
}

/** Beside a question, for whoever reads it as a program. */
export const hardValues = (hard: HardSum | undefined) => ({
  ...(hard && { hardEntries: hard.entries, hardBytes: hard.bytes }),
});

/** What of a package can be downloaded again, and what only be built: as labels. */
export function costLabels(groups: readonly Group[], hard: readonly NamedHardFile[]): [title: string, text: string][] {
  const labels: [string, string][] = [];
  const downloads = groups.filter(({ kind }) => kind === "wheel" || kind === "sdist" || kind === "metadata");
  const built = groups.filter(({ kind }) => kind === "built wheel");
  if (downloads.length > 0) labels.push(["To Download Again", formatBytes(sumGroups(downloads).bytes)]);
  if (built.length > 0) {
    const { entries, bytes } = sumGroups(built);
    labels.push(["To Build Again", `${formatCount(entries, "wheel")}, ${formatBytes(bytes)}`]);
  }
  const sum = hardSumOf(hard);
  if (sum) {
    labels.push([hardTitle, `${formatUnits(sum.entries, "entry")}, ${formatBytes(sum.bytes)}`]);
    for (const [version, text] of byVersion(hard)) labels.push([version, text]);
  }
  return labels;
}

/** As a title. */
export const hardTitle = "Hard to Get Back";

/** Versions that have a label of their own, or a line. */
const MAX_LABELS = 5;

/** In a label, beside a version. */
const shortReasons: Record<HardReason["why"], string> = {
  yanked: "yanked",
  unlisted: "no longer listed",
  index: "index in no configuration",
  python: "for no Python found",
  direct: "built from elsewhere",
  source: "built here, source not cached",
};

function byVersion(hard: readonly NamedHardFile[]): [version: string, text: string][] {
  const texts = new Map<string, Set<string>>();
  for (const { version, kind, reasons } of hard) {
    const own = texts.get(version ?? kind) ?? new Set();
    texts.set(version ?? kind, own);
    for (const { why } of reasons) own.add(shortReasons[why]);
  }
  return [...texts].slice(0, MAX_LABELS).map(([version, reasons]) => [visible(version), [...reasons].join(", ")]);
}

/** Why, in full, as markdown; undefined where there is none. */
export function hardMarkdown(hard: readonly NamedHardFile[]): string | undefined {
  if (hard.length === 0) return undefined;
  return paragraphs(["**Hard to get back:**", bullets(hardLines(hard, MAX_LABELS).map(escaped))]);
}
