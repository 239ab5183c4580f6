/**
 * What of a stored response's header pips refuse, held against the code of these pips themselves over tens of
 * thousands of broken ones. Only what reads them is needed of a pip, so its wheel is enough, on whatever Python runs.
 */

import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { memoryBody } from "../../src/pip-cache/readers/formats/body";
import { findRefusal } from "../../src/pip-cache/readers/response/refusal";
import {
  headerCases,
  oneBitCases,
  refuses,
  tableCases,
  type HeaderCase,
  type VerdictTable,
} from "../support/broken-headers";
import { atLeast, findPips } from "../support/pip";
import { itOrSkip } from "../support/unless";
import { pipMatrix } from "./matrix";

/** The first and the last of each kind that reads a header in its own way, and some between. */
const versions = [
  ...[
    "10.0.1",
    "18.0",
    "18.1",
    "19.1.1",
    "19.3.1",
    "20.0.2",
    "20.1.1",
    "20.3.4",
    "21.3.1",
    "22.0.4",
    "22.3.1",
    "23.2.1",
  ],
  ...["23.3.2", "24.0", "24.3.1", "25.0.1", "25.3", "26.0.1", "26.1.2", "26.2.1"],
];
const folder = join(tmpdir(), "pip-cache-test-pip-wheels");
const script = join(__dirname, "read-headers.py");
/** Old pips run no longer on newer Pythons, new ones not on older. */
const python = ["3.11", "3.10", "3.9"].flatMap((wanted) =>
  findPips().flatMap((pip) => (pip.pythonVersion === wanted ? [pip.python] : [])),
)[0];

const cases = {
  http: [...headerCases("http", 1600, 1), ...oneBitCases("http", "file"), ...oneBitCases("http", "page")],
  "http-v2": [...headerCases("http-v2", 1600, 2), ...oneBitCases("http-v2", "file"), ...oneBitCases("http-v2", "page")],
};

function wheelOf(version: string): string {
  const find = () => readdirSync(folder).find((name) => name.startsWith(`pip-${version}-`)) ?? "";
  mkdirSync(folder, { recursive: true });
  if (!find()) {
    const wanted = [
      "--no-deps",
      "--no-cache-dir",
      "--disable-pip-version-check",
      "-q",
      "-d",
      folder,
      `pip==${version}`,
    ];
    execFileSync(python, ["-m", "pip", "download", ...wanted], { stdio: ["ignore", "ignore", "inherit"] });
  }
  return join(folder, find());
}

/** What the pip of that version makes of each: `used`, `stale`, or why it is refused. */
function ask(version: string, all: HeaderCase[]): string[] {
  const input = all.map(({ header, body, isPage, request }) => ({
    header: header.toString("base64"),
    body: body?.toString("base64") ?? null,
    isPage,
    request,
  }));
  const output = execFileSync(python, ["-W", "ignore", script], {
    env: { ...process.env, PYTHONPATH: wheelOf(version) },
    input: JSON.stringify(input),
    maxBuffer: 1 << 28,
    encoding: "utf8",
  });
  return JSON.parse(output) as string[];
}

const itAsks = itOrSkip(python ? undefined : "there is no Python 3.9 to 3.11 with pip on this machine");

/** A pip that was released since the table was written is held to it, too. */
const asked = [...new Set([...versions, ...pipMatrix().map(({ version }) => version)])];

itAsks.each(asked)("is what pip %s refuses of broken headers, and nothing else", (version) => {
  const all = cases[atLeast(version, "23.3") ? "http-v2" : "http"];
  const outcomes = ask(version, all);
  const missed: string[] = [];
  const wrong: string[] = [];
  let refused = 0;
  all.forEach(({ what, header, layout, body, isPage }, index) => {
    const isRefused = isRefusal(outcomes[index]);
    if (isRefused) refused++;
    const refusal = findRefusal(memoryBody(header), { layout, bodySize: body?.length, isPage });
    const isFlagged = refuses(version, refusal);
    if (isRefused && !isFlagged) missed.push(`${what} (${outcomes[index]})`);
    if (!isRefused && isFlagged) wrong.push(`${what} (${refusal?.reason})`);
  });
  expect({ missed, wrong }).toEqual({ missed: [], wrong: [] });
  // The half of them, or this compares nothing.
  expect(refused).toBeGreaterThan(all.length / 5);
  expect(refused).toBeLessThan(all.length * 0.9);
});

const isRefusal = (outcome: string) => outcome !== "used" && outcome !== "stale";

/** `WRITE_HEADER_VERDICTS=1` writes it anew: for another version, or where the broken headers are made in another way. */
itAsks("is in the table that the ordinary tests have", () => {
  const path = join(__dirname, "../fixtures/header-verdicts.json");
  const table: VerdictTable = { http: { versions: [], refusing: [] }, "http-v2": { versions: [], refusing: [] } };
  for (const layout of ["http", "http-v2"] as const) {
    const all = tableCases(layout);
    const own = versions.filter((version) => (atLeast(version, "23.3") ? "http-v2" : "http") === layout);
    const outcomes = own.map((version) => ask(version, all));
    table[layout].versions = own;
    table[layout].refusing = all.map(({ what }, index): [string, string] => {
      const refusing = own.filter((_, pip) => isRefusal(outcomes[pip][index]));
      return [what, refusing.length === own.length ? "all" : refusing.join(" ")];
    });
  }
  if (process.env.WRITE_HEADER_VERDICTS) writeFileSync(path, `${JSON.stringify(table, undefined, 1)}\n`);
  expect(JSON.parse(readFileSync(path, "utf8"))).toEqual(table);
});
