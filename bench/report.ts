/** Says what was measured: as a table to read, as Markdown, as JSON. */
import { cpus, loadavg, release, totalmem, type } from "node:os";
import type { Result, Results } from "./run";

/** What the figures are of, without which they mean nothing. */
export interface Machine {
  date: string;
  system: string;
  processors: string;
  memoryBytes: number;
  node: string;
  /** Processes that wanted to run, on average over the minute before. */
  load: number;
}

export function describeMachine(): Machine {
  const all = cpus();
  const [load = 0] = loadavg();
  return {
    date: new Date().toISOString().slice(0, 10),
    system: `${type()} ${release()}`,
    processors: `${all.length} x ${all[0]?.model.trim() ?? "unknown"}`,
    memoryBytes: totalmem(),
    node: process.version,
    load,
  };
}

export function toJson(machine: Machine, results: Results): string {
  return JSON.stringify({ machine, ...results }, null, 2);
}

const columns = ["figure", "entries", "value", "lowest to highest", "times, ms", "bar", "met"] as const;

/** A table for a terminal. */
export function toText(machine: Machine, results: Results): string {
  return [...toLines(results.figures), "", ...notes(machine, results)].join("\n");
}

/** Its lines: the columns' titles, and a figure each. */
export function toLines(figures: Result[]): string[] {
  const rows = [[...columns], ...figures.map((result) => cells(result, result.name))];
  const widths = columns.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}

/** The table for `README.md`. */
export function toMarkdown(machine: Machine, results: Results): string {
  const line = (row: readonly string[]) => `| ${row.join(" | ")} |`;
  const rows = results.figures.map((result) => line(cells(result, `${result.title} (\`${result.name}\`)`)));
  const rule = `| --- |${" --: |".repeat(columns.length - 2)} --- |`;
  return [line(columns), rule, ...rows, "", ...notes(machine, results)].join("\n");
}

function cells({ entries, value, unit, low, high, ms, bar, met }: Result, label: string): string[] {
  return [
    label,
    entries.toLocaleString("en-US"),
    unit === "x" ? `${digits(value)}x` : `${digits(value)} ${unit}`,
    `${digits(low)} to ${digits(high)}`,
    unit === "runs" ? "" : ms.map((one) => Math.round(one).toLocaleString("en-US")).join(" : "),
    bar === null ? "" : `<= ${bar}`,
    met === null ? "" : met ? "yes" : "no",
  ];
}

function notes({ date, system, processors, memoryBytes, node, load }: Machine, { skipped }: Results): string[] {
  const memory = `${Math.round(memoryBytes / 1e9)} GB`;
  const quiet = `load before the start ${load.toFixed(1)}`;
  return [
    `${date}; ${processors}, ${memory}; ${system}; Node ${node}; ${quiet}.`,
    ...skipped.map(({ name, why }) => `Not measured: ${name}, because ${why}.`),
  ];
}

/** Three that count. */
function digits(value: number): string {
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString("en-US");
  return String(Number(value.toPrecision(3)));
}
