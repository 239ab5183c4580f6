/** Markdown as React elements: the part that details of extensions use. No HTML passes through, so none can be injected. */
import type { ReactNode } from "react";

export function Markdown({ text }: { text: string }) {
  return <div className="markdown">{blocks(text.replace(/\r\n?/g, "\n").split("\n"))}</div>;
}

const fence = /^\s*(```|~~~)/;
const heading = /^(#{1,6})\s+(.*?)\s*#*$/;
const rule = /^\s*([-*_])(\s*\1){2,}\s*$/;
const listItem = /^(\s*)([-*+]|\d+[.)])\s+(.*)$/;
const tableRule = /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/;

function blocks(lines: string[]): ReactNode[] {
  const found: ReactNode[] = [];
  let at = 0;
  while (at < lines.length) {
    const [node, next] = block(lines, at);
    if (node !== null) found.push(<Keyed key={at}>{node}</Keyed>);
    at = next;
  }
  return found;
}

function Keyed({ children }: { children: ReactNode }) {
  return children;
}

/** The block that starts at a line, and the line after it. */
function block(lines: string[], at: number): [ReactNode, number] {
  const line = lines[at] ?? "";
  if (line.trim() === "") return [null, at + 1];
  if (fence.test(line)) {
    const end = takeWhile(lines, at + 1, (each) => !fence.test(each));
    return [<pre key={at}>{lines.slice(at + 1, end).join("\n")}</pre>, end + 1];
  }
  const [, hashes, title = ""] = heading.exec(line) ?? [];
  if (hashes !== undefined) {
    const Tag = `h${hashes.length}` as "h1";
    return [<Tag key={at}>{inline(title)}</Tag>, at + 1];
  }
  if (rule.test(line)) return [<hr key={at} />, at + 1];
  if (line.startsWith(">")) {
    const end = takeWhile(lines, at, (each) => each.startsWith(">"));
    const inner = lines.slice(at, end).map((each) => each.replace(/^>\s?/, ""));
    return [<blockquote key={at}>{blocks(inner)}</blockquote>, end];
  }
  if (listItem.test(line)) return list(lines, at);
  if (line.includes("|") && tableRule.test(lines[at + 1] ?? "") && (lines[at + 1] ?? "").includes("-"))
    return table(lines, at);
  const end = takeWhile(lines, at, (each, index) => {
    const starts =
      heading.test(each) || fence.test(each) || rule.test(each) || listItem.test(each) || each.startsWith(">");
    return each.trim() !== "" && (index === at || !starts);
  });
  return [<p key={at}>{paragraph(lines.slice(at, end))}</p>, end];
}

function takeWhile(lines: string[], from: number, holds: (line: string, index: number) => boolean): number {
  for (const [offset, line] of lines.slice(from).entries()) if (!holds(line, from + offset)) return from + offset;
  return lines.length;
}

/** Two spaces or a backslash at the end of a line keep the line break. */
function paragraph(lines: string[]): ReactNode[] {
  return lines.flatMap((line, index) => {
    const isBroken = /( {2,}|\\)$/.test(line) && index < lines.length - 1;
    const text = inline(line.replace(/( {2,}|\\)$/, ""));
    return isBroken ? [<span key={index}>{text}</span>, <br key={`${index}/`} />] : [<span key={index}>{text} </span>];
  });
}

function list(lines: string[], from: number): [ReactNode, number] {
  const [, indent = "", marker = ""] = listItem.exec(lines[from] ?? "") ?? [];
  const items: string[][] = [];
  let at = from;
  for (; at < lines.length; at++) {
    const line = lines[at] ?? "";
    const [, depth, , text = ""] = listItem.exec(line) ?? [];
    const last = items.at(-1);
    if (depth !== undefined && depth.length <= indent.length) items.push([text]);
    else if (last && line.trim() !== "" && /^\s/.test(line)) last.push(line.replace(/^\s{1,4}/, ""));
    else break;
  }
  const Tag = /\d/.test(marker) ? "ol" : "ul";
  const children = items.map(([first = "", ...rest], index) => (
    <li key={index}>
      {rest.length === 0 ? inline(first) : [<span key="first">{inline(first)}</span>, ...blocks(rest)]}
    </li>
  ));
  return [<Tag key={from}>{children}</Tag>, at];
}

function table(lines: string[], from: number): [ReactNode, number] {
  const cells = (line: string) =>
    line
      .trim()
      .replace(/^\||\|$/g, "")
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim().replace(/\\\|/g, "|"));
  const aligned = cells(lines[from + 1] ?? "").map((cell) =>
    cell.endsWith(":") ? (cell.startsWith(":") ? "center" : "right") : "left",
  );
  const end = takeWhile(lines, from + 2, (line) => line.includes("|") && line.trim() !== "");
  const row = (line: string, Cell: "td" | "th", key: number) => (
    <tr key={key}>
      {cells(line).map((cell, index) => (
        <Cell key={index} className={`align-${aligned[index] ?? "left"}`}>
          {inline(cell)}
        </Cell>
      ))}
    </tr>
  );
  const node = (
    <table key={from}>
      <thead>{row(lines[from] ?? "", "th", 0)}</thead>
      <tbody>{lines.slice(from + 2, end).map((line, index) => row(line, "td", index))}</tbody>
    </table>
  );
  return [node, end];
}

const patterns: [RegExp, (match: RegExpExecArray, key: number) => ReactNode][] = [
  [/\\([\\`*_{}[\]()#+\-.!|~<>])/, ([, character]) => character],
  [/(`+)(.+?)\1(?!`)/, ([, , code = ""], key) => <code key={key}>{code.replace(/^ (.*) $/, "$1")}</code>],
  [/!\[([^\]]*)\]\(([^)\s]+)[^)]*\)/, ([, alt], key) => <em key={key}>{alt}</em>],
  [
    /\[([^\]]+)\]\(([^)\s]+)[^)]*\)/,
    ([, text = "", href = ""], key) => (
      <Link key={key} href={href}>
        {inline(text)}
      </Link>
    ),
  ],
  [
    /<(https?:[^>\s]+)>/,
    ([, href = ""], key) => (
      <Link key={key} href={href}>
        {href}
      </Link>
    ),
  ],
  [/\*\*(.+?)\*\*|__(.+?)__/, ([, a, b = ""], key) => <strong key={key}>{inline(a ?? b)}</strong>],
  [/~~(.+?)~~/, ([, text = ""], key) => <del key={key}>{inline(text)}</del>],
  [
    /\*(?!\s)(.+?)\*|(?<![\p{L}\p{N}])_(?!\s)(.+?)_(?![\p{L}\p{N}])/u,
    ([, a, b = ""], key) => <em key={key}>{inline(a ?? b)}</em>,
  ],
];

function Link({ href, children }: { href: string; children: ReactNode }) {
  const isSafe = /^(https?|mailto):/.test(href);
  return isSafe ? (
    <a href={href} target="_blank" rel="noreferrer noopener">
      {children}
    </a>
  ) : (
    <>{children}</>
  );
}

/** Emphasis, code and links inside a line: the earliest of them splits the text, the rest is looked at again. */
function inline(text: string): ReactNode[] {
  const found: ReactNode[] = [];
  let rest = text;
  for (let key = 0; rest !== ""; key++) {
    let first: { match: RegExpExecArray; make: (match: RegExpExecArray, key: number) => ReactNode } | undefined;
    for (const [pattern, make] of patterns) {
      const match = pattern.exec(rest);
      if (match && (!first || match.index < first.match.index)) first = { match, make };
    }
    if (!first) return [...found, rest];
    const { match, make } = first;
    if (match.index > 0) found.push(rest.slice(0, match.index));
    found.push(make(match, key));
    rest = rest.slice(match.index + match[0].length);
  }
  return found;
}
