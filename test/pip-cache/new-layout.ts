/**
 * The extension with a layout that no pip has: `http-test`, whose record stands here, and whose responses are read by
 * `plain-json.ts`. Nothing else is changed.
 */
import { build, type Plugin } from "esbuild";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bundleWorker, root, textOf } from "../../scripts/worker-bundles";
import { unpack } from "../../src/pip-cache/readers/formats/strict-msgpack";
import { memoryBody } from "../../src/pip-cache/readers/formats/body";
import { writePlainJson } from "../support/plain-json";
import { filesBelow } from "../support/tree";

/** Changes a source's text; every place it is about must be there. */
type Change = (text: string) => string;

const replaced =
  (...pairs: [before: string, after: string][]): Change =>
  (text) =>
    pairs.reduce((changed, [before, after]) => {
      if (!changed.includes(before)) throw new Error(`There is no ${before}`);
      return changed.replace(before, after);
    }, text);

const record = `
  "http-test": {
    title: "Downloads of pip 27.0 and newer",
    pips: { from: "27.0" },
    purgedSince: [27, 0],
    placement: "buckets",
    entry: { is: "response", bodySuffix: ".data", serializations: ["plain JSON"], cutOff: "header" },
    leftovers: ["adjacent file"],
    waits: false,
  },`;

export const layoutsSource = "src/pip-cache/layouts.ts";
export const serializationsSource = "src/pip-cache/readers/response/serializations.ts";

const start = "export const layouts: Record<Layout, LayoutRecord> = {";
const readers = "export const serializations: Record<Serialization, SerializationReader> = {";

export const withMember = replaced(["export type Layout = ", 'export type Layout = "http-test" | ']);
export const withRecord = replaced(
  ["export type Layout = ", 'export type Layout = "http-test" | '],
  ["export type Serialization = ", 'export type Serialization = "plain JSON" | '],
  [start, start + record],
);
export const withReader = replaced(
  [
    "/** What stands before",
    'import { plainJson } from "../../../../test/support/plain-json";\n\n/** What stands before',
  ],
  [readers, `${readers}\n  "plain JSON": plainJson,`],
);

/** Paths that end like this one, on Windows with backslashes. */
const ending = (path: string): RegExp => new RegExp(`${path.replaceAll(".", "\\.").replaceAll("/", "[\\\\/]")}$`);

/** A form of entry that no layout has yet. */
export const withForm = replaced(['{ is: "note" }', '{ is: "note" } | { is: "archive" }']);

const changes = new Map([
  [layoutsSource, withRecord],
  [serializationsSource, withReader],
]);

/**
 * Bundles what TypeScript exports (from `./src/…`), as it is with the new layout, in threads too.
 * @returns the path of the module
 */
export async function buildWithNewLayout(code: string): Promise<string> {
  const changed: Plugin = {
    name: "new layout",
    setup: ({ onLoad }) => {
      for (const [path, change] of changes) {
        onLoad({ filter: ending(path) }, () => ({
          contents: change(readFileSync(join(root, path), "utf8")),
          loader: "ts",
        }));
      }
    },
  };
  const text = await bundleWorker("pip-cache", [changed]);
  const threads: Plugin = {
    name: "threads",
    setup: ({ onLoad }) => onLoad({ filter: ending(textOf("pip-cache")) }, () => ({ contents: text, loader: "text" })),
  };
  // Where React is found, which the command and its host share.
  const folder = join(root, "node_modules/.cache/new-layout");
  const outfile = join(folder, `${process.pid}.cjs`);
  mkdirSync(folder, { recursive: true });
  await build({
    stdin: { contents: code, resolveDir: root, loader: "ts" },
    bundle: true,
    platform: "node",
    target: "node20",
    jsx: "automatic",
    packages: "external",
    loader: { ".txt": "text" },
    plugins: [changed, threads],
    outfile,
    logLevel: "silent",
  });
  return outfile;
}

/** Turns the entries of `http-v2` below a cache into ones of the new layout. */
export function convert(cache: string): void {
  renameSync(join(cache, "http-v2"), join(cache, "http-test"));
  for (const path of filesBelow(join(cache, "http-test"))) {
    const file = join(cache, "http-test", path);
    if (path.endsWith(".body")) renameSync(file, file.replace(/body$/, "data"));
    else writeFileSync(file, writePlainJson(unpack(memoryBody(readFileSync(file)), "cc=4,".length).value));
  }
}
