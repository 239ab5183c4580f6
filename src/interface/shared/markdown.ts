/**
 * Foreign text in markdown: names, paths and what programs say stand there as they are, and format nothing. Raycast reads
 * CommonMark, and LaTeX between `$$` and in `\(…\)` (its page api-reference/user-interface/detail).
 */
import { visible, visibleLines } from "../../files/visible";

/** Foreign text inside a paragraph, in one line. */
export function escaped(text: string): string {
  const line = visible(text.replace(/\s+/g, " ").trim()).replace(/[\\`*_{}[\]<>#|~$&!]/g, "\\$&");
  // Else it would be a list, a rule, or make a heading of what stands above.
  return line.replace(/^[-+=](?=[-+=\s]|$)/, "\\$&").replace(/^(\d+)([.)])(?=\s|$)/, "$1\\$2");
}

/** Foreign text inside a paragraph, as code: paths and commands, of which every character counts. */
export function code(text: string): string {
  const line = visible(text);
  const ticks = "`".repeat(longestRun(line) + 1);
  const isTouching = /^`|`$|^ .* $/.test(line);
  return line === "" ? "" : `${ticks}${isTouching ? ` ${line} ` : line}${ticks}`;
}

/** Parts of a detail, one below the other; undefined where there are none, since an empty text would take half of the pane. */
export function paragraphs(parts: readonly (string | false | undefined)[]): string | undefined {
  return parts.filter(Boolean).join("\n\n") || undefined;
}

/** Lines of a list, each a paragraph. */
export const bullets = (lines: readonly string[]): string => lines.map((line) => `- ${line}`).join("\n");

/** Lines that somebody else says, each in a line of its own, wrapped where there is no room. */
export const quoted = (lines: readonly string[]): string => lines.map((line) => `> ${line}`).join("  \n");

/** Foreign text of several lines, in a fence that is longer than any in it. */
export function fenced(text: string): string {
  const fence = "`".repeat(Math.max(3, longestRun(text) + 1));
  return `${fence}\n${visibleLines(text)}\n${fence}`;
}

/** The most backticks that stand beside each other. */
function longestRun(text: string): number {
  return Math.max(0, ...Array.from(text.matchAll(/`+/g), ([run]) => run.length));
}
