/** The document as text for people in a terminal, in lines that fit it: what has no room beside goes below, and nothing is cut. */
import stringWidth from "fast-string-width";
import { wrapAnsi } from "fast-wrap-ansi";
import { own } from "../host/lookup";
import type { FieldDocument, ItemDocument, MessageDocument, ScreenDocument, SectionDocument } from "./document";
import { visible, visibleLines } from "./visible";

const GAP = "  ";
const signs: Record<string, string> = { success: "✓", failure: "✗", animated: "…" };

/** @param columns how wide the terminal is */
export function printScreen(screen: ScreenDocument, columns = 80): string {
  const { navigationTitle, sections = [], emptyView, markdown, metadata = [], fields = [] } = screen;
  const isSaid = sections.some(({ title }) => title === navigationTitle) || headingOf(markdown) === navigationTitle;
  const blocks: string[][] = [
    navigationTitle && !isSaid ? wrapped(navigationTitle, columns) : [],
    screen.dropdown ? wrapped(`[${screen.dropdown.title}]`, columns) : [],
    ...sections.map((section) => printSection(section, columns)),
    emptyView ? [...wrapped(emptyView.title, columns), ...wrapped(emptyView.description, columns)] : [],
    // Beside a list it is about the row that is selected.
    screen.selected && (markdown || metadata.length > 0) && headingOf(markdown) !== screen.selected.title
      ? wrapped(screen.selected.title, columns)
      : [],
    markdown ? printMarkdown(markdown, columns) : [],
    metadata.flatMap(({ title, text }) => wrapped(`${title}: ${text}`, columns, GAP)),
    fields.flatMap((field) => printField(field, columns)),
    screen.error === undefined ? [] : wrapped(`Error: ${screen.error}`, columns, GAP),
    [
      ...screen.alerts.flatMap((alert) => printAlert(alert, columns)),
      ...screen.toasts.flatMap((toast) => wrapped(`${own(signs, toast.style)} ${sentence(toast)}`, columns, GAP)),
      ...screen.huds.flatMap((hud) => wrapped(`• ${sentence(hud)}`, columns, GAP)),
      ...Object.entries(screen.subtitles ?? {}).flatMap(([name, subtitle]) =>
        wrapped(`Subtitle of ${name}: ${subtitle ?? "as in the manifest"}`, columns, GAP),
      ),
      ...(screen.isDryRun ? ["Dry run: nothing was changed."] : []),
    ],
  ];
  if (screen.result !== undefined) blocks.push(printResult(screen.result));
  const filled = blocks.filter((lines) => lines.length > 0);
  if (filled.length === 0) return "Nothing is on screen, and nothing was said.\n";
  return visibleLines(`${filled.map((lines) => lines.join("\n")).join("\n\n")}\n`);
}

/** The lines of a text, none wider than the terminal, those that continue another one with an indent. Words are broken where they must. */
function wrapped(text: string, columns: number, indent = "", first = ""): string[] {
  const shown = visibleLines(text.replaceAll("\t", " "));
  const lines = shown
    .split("\n")
    .flatMap((line) => wrapAnsi(line, columns - indent.length, { hard: true }).split("\n"));
  return lines.filter(Boolean).map((line, at) => `${at === 0 ? first : indent}${line}`);
}

function printSection({ title, subtitle, items }: SectionDocument, columns: number): string[] {
  return [...wrapped([title, subtitle].filter(Boolean).join(GAP), columns, GAP), ...printRows(items, columns)];
}

interface Row {
  title: string;
  subtitle: string;
  accessories: string;
}

/** Titles, subtitles and accessories each in a column, as far as those have room for them. */
function printRows(items: ItemDocument[], columns: number): string[] {
  const rows = items.map(rowOf);
  const widest = (part: keyof Row, most: number) =>
    Math.max(0, ...rows.map((row) => stringWidth(row[part])).filter((width) => width <= most));
  const most = columns - 3 * GAP.length;
  const titles = widest("title", Math.floor(most / 2));
  const accessories = widest("accessories", Math.floor(most / 2));
  const subtitles = widest("subtitle", most - titles - accessories);
  const end = [GAP.length, titles, GAP.length, subtitles, ...(subtitles > 0 ? [GAP.length] : []), accessories].reduce(
    (sum, width) => sum + width,
  );
  return rows.flatMap((row) => printRow(row, { titles, subtitles, end, columns }));
}

/** What is said twice in a row stands there once. */
function rowOf({ title, subtitle, accessories }: ItemDocument): Row {
  const [name = "", ...others] = [...new Set([title, subtitle, ...accessories])];
  const beside = others.filter((text) => text !== "" && text !== subtitle);
  return {
    title: visible(name),
    subtitle: subtitle === title ? "" : visible(subtitle),
    accessories: visible(beside.join(GAP)),
  };
}

interface Layout {
  titles: number;
  subtitles: number;
  /** Where accessories end. */
  end: number;
  columns: number;
}

function printRow({ title, subtitle, accessories }: Row, { titles, subtitles, end, columns }: Layout): string[] {
  const [head = "", ...more] = wrapped(title, columns, "    ", GAP);
  let line = head;
  const below: string[] = [];
  const add = (text: string, column: number, isRight: boolean) => {
    if (text === "") return;
    const width = stringWidth(text);
    const start = Math.max(stringWidth(line) + GAP.length, isRight ? column - width : column);
    if (more.length > 0 || start + width > columns) {
      const ownStart = isRight && width + 4 <= columns ? Math.max(4, column - width) : 4;
      below.push(...wrapped(text, columns, "    ", " ".repeat(ownStart)));
    } else line = line.padEnd(line.length + start - stringWidth(line)) + text;
  };
  const isBeside = stringWidth(subtitle) <= subtitles;
  if (isBeside) add(subtitle, GAP.length + titles + GAP.length, false);
  add(accessories, end, true);
  if (!isBeside) below.unshift(...wrapped(subtitle, columns, "    ", "    "));
  return [line, ...more, ...below];
}

/** Lines of code and of tables stay as they are: broken, nobody could copy them. */
function printMarkdown(markdown: string, columns: number): string[] {
  let fence: string | undefined;
  return unescaped(markdown.trim())
    .split("\n")
    .flatMap((line) => {
      const [mark] = /^`{3,}/.exec(line) ?? [];
      const isCode = fence !== undefined || mark !== undefined || line.startsWith("|");
      if (mark !== undefined) fence = fence === undefined ? mark : mark === fence ? undefined : fence;
      if (isCode || line.trim() === "") return [visible(line)];
      const [indent = ""] = /^(?:\s|>|[-*] |\d+\. )*/.exec(line) ?? [];
      const rest = indent.replaceAll(/[^\s>]/g, " ");
      return wrapped(line.slice(indent.length), columns, rest, indent);
    });
}

/** What is filled in, as `--field` takes it, and below it why that is refused. */
function printField({ type, title, text, value, error }: FieldDocument, columns: number): string[] {
  if (type === "separator") return [];
  const filled = typeof value === "boolean" ? (value ? "yes" : "no") : [value ?? []].flat().join(", ");
  const line = type === "description" ? [title, text] : [[title, text].filter(Boolean).join(" "), filled];
  return [
    ...wrapped(line.filter((part) => part !== undefined).join(": "), columns, GAP),
    ...(error === undefined ? [] : wrapped(`${signs.failure} ${error}`, columns, "    ", GAP)),
  ];
}

const headingOf = (markdown: string | undefined): string | undefined =>
  markdown === undefined ? undefined : unescaped(/^# (.*)/.exec(markdown.trim())?.[1] ?? "");

/** Markdown as text for people: without the backslashes that punctuation needs there, but for those in code. */
function unescaped(markdown: string): string {
  const escapes = /^(`{3,})[^\n]*\n[^]*?\n\1`*$|(`+)(?!`)[^]*?(?<!`)\2(?!`)|\\([!-/:-@[-`{-~])/gm;
  return markdown.replace(escapes, (whole, _fence, _ticks, character?: string) => character ?? whole);
}

/** A text as it is, all else as the AI gets it. */
function printResult(result: unknown): string[] {
  return [typeof result === "string" ? result : JSON.stringify(result, null, 2)];
}

/** A question, its answers, and which was given. */
function printAlert(alert: ScreenDocument["alerts"][number], columns: number): string[] {
  const { info = [], actions, answered } = alert;
  const answers = `[${actions.join("] [")}]${answered ? `: ${answered}` : ""}`;
  const question = [sentence(alert), ...info.map(({ name, value }) => `${name}: ${value}`)].join("\n");
  return wrapped(`? ${question}${question.includes("\n") ? "\n" : " "}${answers}`, columns, GAP);
}

function sentence({ title, message }: MessageDocument): string {
  if (message === "") return title;
  return message.includes("\n") ? `${title}\n${message}` : `${title} - ${message}`;
}
