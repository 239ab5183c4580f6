/**
 * The size of pip's cache over time as a picture: a line, and a mark where something was removed. It has a ground of its own,
 * so that it can be read on any other; nothing in it is told by color only.
 */
import { formatBytes, formatDay } from "../shared/format";
import type { SizePoint } from "./history";

export interface Drawn {
  /** Oldest first, at least one. */
  sizes: readonly SizePoint[];
  /** What went from pip's cache, oldest first. */
  removals: readonly SizePoint[];
  appearance: "light" | "dark";
}

const width = 520;
const height = 250;
const plot = { left: 72, right: 16, top: 46, bottom: 34 };
/** Below it two texts would touch. */
const TEXT = 84;
/** More of them would be a band. */
const MAX_DOTS = 60;

const palettes = {
  light: { ground: "#ffffff", line: "#1d5fb8", text: "#3c4048", grid: "#d9dce1", mark: "#a3260f" },
  dark: { ground: "#1b1d21", line: "#7db4ff", text: "#d3d6dc", grid: "#3a3e46", mark: "#ff9d85" },
};

/** An SVG document. */
export function drawSizes({ sizes, removals, appearance }: Drawn): string {
  const colors = palettes[appearance];
  const times = [...sizes, ...removals].map(({ at }) => at);
  const [start, end] = [Math.min(...times), Math.max(...times)];
  const top = niceTop(Math.max(...sizes.map(({ bytes }) => bytes)));
  const [inner, depth] = [width - plot.left - plot.right, height - plot.top - plot.bottom];
  const x = (at: number) => round(plot.left + (end > start ? (at - start) / (end - start) : 0.5) * inner);
  const y = (bytes: number) => round(plot.top + (1 - bytes / top) * depth);
  const base = y(0);
  const text = (at: number, down: number, words: string, anchor: string, color = colors.text) =>
    `<text x="${at}" y="${down}" text-anchor="${anchor}" fill="${color}">${words}</text>`;

  const grid = [0, 0.5, 1].map((share) => {
    const down = y(top * share);
    const line = `<line x1="${plot.left}" x2="${width - plot.right}" y1="${down}" y2="${down}" stroke="${colors.grid}"/>`;
    return line + text(plot.left - 8, down + 4, formatBytes(top * share), "end");
  });
  const days =
    end > start && formatDay(start) !== formatDay(end)
      ? [
          text(plot.left, height - 10, formatDay(start), "start"),
          text(width - plot.right, height - 10, formatDay(end), "end"),
        ]
      : [text(x(start), height - 10, formatDay(start), "middle")];
  const path = sizes.map(({ at, bytes }, index) => `${index === 0 ? "M" : "L"}${x(at)} ${y(bytes)}`).join("");
  const line = `<path d="${path}" fill="none" stroke="${colors.line}" stroke-width="2.5" stroke-linejoin="round"/>`;
  const dots =
    sizes.length > MAX_DOTS
      ? []
      : sizes.map(({ at, bytes }) => `<circle cx="${x(at)}" cy="${y(bytes)}" r="3" fill="${colors.line}"/>`);

  const named = new Set<number>();
  for (const { at } of [...removals].sort((a, b) => b.bytes - a.bytes)) {
    if ([...named].every((other) => Math.abs(x(other) - x(at)) >= TEXT)) named.add(at);
  }
  const marks = removals.map(({ at, bytes }) => {
    const across = x(at);
    const head = plot.top - 12;
    const stem = `<line x1="${across}" x2="${across}" y1="${head}" y2="${base}" stroke="${colors.mark}" stroke-dasharray="3 4"/>`;
    const arrow = `<path d="M${across - 6} ${head - 6}h12l-6 9z" fill="${colors.mark}"/>`;
    const beside = Math.min(Math.max(across, plot.left), width - plot.right - TEXT / 2);
    return (
      stem + arrow + (named.has(at) ? text(beside, head - 12, `−${formatBytes(bytes)}`, "middle", colors.mark) : "")
    );
  });
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" ` +
    `font-family="system-ui, -apple-system, 'Segoe UI', sans-serif" font-size="14">` +
    `<rect width="${width}" height="${height}" rx="10" fill="${colors.ground}"/>` +
    [...grid, ...days, ...marks, line, ...dots].join("") +
    "</svg>"
  );
}

/** A number not below another that is easy to halve. */
function niceTop(bytes: number): number {
  if (bytes <= 0) return 1000;
  const step = 10 ** Math.floor(Math.log10(bytes));
  return ([1, 2, 4, 6, 8, 10].find((times) => times * step >= bytes) ?? 10) * step;
}

const round = (value: number): number => Math.round(value * 10) / 10;
