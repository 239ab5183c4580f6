/**
 * A new layout is a record, and a reader where it stores responses in a way of its own: all else follows, and the compiler
 * tells what is missing, also where an entry is of a new form.
 */
import { cpSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as ts from "typescript";
import { check } from "../../src/pip-cache/check/check";
import { listFiles } from "../../src/pip-cache/details/list-files";
import type { CacheDirectory, locate } from "../../src/pip-cache/locate";
import type { plan } from "../../src/pip-cache/remove/plan";
import type { remove } from "../../src/pip-cache/remove/remove";
import { sumGroups } from "../../src/pip-cache/rows/groups";
import type { Rows } from "../../src/pip-cache/rows/rows";
import { scan } from "../../src/pip-cache/scan/scan";
import type { CommandExport } from "../../preview";
import { root } from "../../scripts/worker-bundles";
import { afterAWhile, cachesAt } from "../support/caches";
import { list, openOn, row } from "../commands/open";
import {
  buildWithNewLayout,
  convert,
  layoutsSource,
  serializationsSource,
  withForm,
  withMember,
  withReader,
  withRecord,
} from "./new-layout";
import { extractRealCache } from "../support/real-caches";
import { compareTrees, filesBelow, hashTree, sumOfSizes } from "../support/tree";
import { rowOf } from "../support/rows";
import { specialRows } from "../../src/pip-cache/entry";
import type { RowKey } from "../../src/packaging/row-key";

/** What is bundled with the new layout. */
interface Extended {
  scan: typeof scan;
  check: typeof check;
  plan: typeof plan;
  remove: typeof remove;
  listFiles: typeof listFiles;
  locate: typeof locate;
  SearchPipCache: CommandExport;
}

const code = `
  export { scan } from "./src/pip-cache/scan/scan";
  export { check } from "./src/pip-cache/check/check";
  export { plan } from "./src/pip-cache/remove/plan";
  export { remove } from "./src/pip-cache/remove/remove";
  export { listFiles } from "./src/pip-cache/details/list-files";
  export { locate } from "./src/pip-cache/locate";
  export { default as SearchPipCache } from "./src/search-pip-cache";
`;

let extended: Extended;
beforeAll(async () => {
  extended = (await import(await buildWithNewLayout(code))) as Extended;
});

const located = (path: string): CacheDirectory[] =>
  extended.locate([{ path, source: "test" }], { platform: "linux", home: "/nonexistent", env: {} });

/** The same downloads in three layouts, one of them new. */
async function threeLayouts(): Promise<string> {
  const cache = await extractRealCache("http-v2-pip24.3.1");
  const [newest, old] = await Promise.all([extractRealCache("http-v2-pip24.3.1"), extractRealCache("http-pip23.2.1")]);
  convert(newest);
  cpSync(join(newest, "http-test"), join(cache, "http-test"), { recursive: true });
  cpSync(join(old, "http"), join(cache, "http"), { recursive: true });
  return cache;
}

async function onlyNew(): Promise<string> {
  const cache = await extractRealCache("http-v2-pip24.3.1");
  convert(cache);
  return cache;
}

const described = (rows: Rows) =>
  Array.from(rows, ({ key, name, groups }) => ({
    ...{ key, name },
    groups: groups
      .filter(({ damage }) => damage === undefined)
      .map(({ kind, version, python, entries, files }) => [kind, version, python, entries, files].join(" "))
      .sort(),
  })).sort((a, b) => (a.key < b.key ? -1 : 1));

const bytesIn = (rows: Rows, layout: string): number =>
  sumGroups([...rows].flatMap(({ groups }) => groups.filter((group) => group.layout === layout))).bytes;

describe("a layout of which there is a record and a reader", () => {
  it.each([0, 2])("is scanned like any other (%i threads)", async (threads) => {
    const before = await scan(cachesAt(await extractRealCache("http-v2-pip24.3.1"))[0]);
    const cache = await onlyNew();
    const { rows, failures } = await extended.scan(located(cache)[0], { threads, headStartMs: 0 });
    expect(failures).toEqual([]);
    expect(described(rows)).toEqual(described(before.rows));
    expect(rows.sums().bytes).toBe(sumOfSizes(cache));
  });

  it("lies beside the others, each with its own size, and its files have the names of their index", async () => {
    const cache = await threeLayouts();
    const { rows } = await extended.scan(located(cache)[0]);
    for (const layout of ["http", "http-v2", "http-test", "wheels", "selfcheck"]) {
      expect([layout, bytesIn(rows, layout)]).toEqual([layout, sumOfSizes(join(cache, layout))]);
    }
    const names = async (list: typeof listFiles, caches: CacheDirectory[]) =>
      (await list(caches, rowOf("alpha"))).map(({ identity }) => identity.fileName).sort();
    expect(await names(extended.listFiles, located(await onlyNew()))).toEqual(
      await names(listFiles, cachesAt(await extractRealCache("http-v2-pip24.3.1"))),
    );
  });

  it("is shown with what a person calls it", async () => {
    const session = await openOn(await onlyNew(), extended.SearchPipCache, { name: "search-pip-cache" });
    expect(row(session, "alpha").subtitle).toBe("1.1, 1.0");
    await session.run("Show Details");
    expect(JSON.stringify(list(session))).toContain("Downloads of pip 27.0 and newer");
  });

  it("is checked: contents, and whether pip can use the headers", async () => {
    const before = await check(cachesAt(await extractRealCache("http-v2-pip24.3.1")), {});
    const cache = await onlyNew();
    const intact = await extended.check(located(cache), {});
    const { checked, byHash, unverifiable } = before;
    expect(intact).toMatchObject({ checked, byHash, unverifiable, damaged: [], failures: [] });
    const [alpha] = (await extended.listFiles(located(cache), rowOf("alpha"))).filter(
      ({ identity }) => identity.kind === "wheel",
    );
    const [bigone] = (await extended.listFiles(located(cache), rowOf("bigone"))).filter(
      ({ identity }) => identity.kind === "wheel",
    );
    const header = join(alpha.root, alpha.files[0].path);
    writeFileSync(header, readFileSync(header, "utf8").replace(/"vary":\{[^}]*\}/, '"vary":{"*":"*"}'));
    truncateSync(join(bigone.root, bigone.files[1].path), 100);
    const { damaged } = await extended.check(located(cache), {});
    expect(damaged.map(({ title, reason }) => `${title}: ${reason}`)).toEqual([
      `${alpha.identity.fileName}: unreadable for pip: its header says that it is for no request`,
      `${bigone.identity.fileName}: unreadable for pip: its body is not as long as it says`,
    ]);
  });

  it("tells what a pip left that was ended, what lost its header, and what is not pip's", async () => {
    const cache = await onlyNew();
    const [header] = filesBelow(join(cache, "http-test")).filter((path) => !path.endsWith(".data"));
    const hash = header.slice(header.lastIndexOf("/") + 1);
    const folder = join(cache, "http-test", header, "..");
    const other = (hash.slice(0, -1) + (hash.endsWith("0") ? "1" : "0")).padEnd(56);
    writeFileSync(join(folder, `${hash}.datax1_y2z3w.tmp`), "words");
    writeFileSync(join(folder, `${hash}.bodyx1_y2z3w.tmp`), "words");
    writeFileSync(join(folder, `${hash}.body`), "words");
    writeFileSync(join(folder, `${other}.data`), "");
    const { rows } = await extended.scan(located(cache)[0]);
    const of = (key: RowKey) => [...rows].find((one) => one.key === key)?.groups ?? [];
    expect(sumGroups(of(specialRows.temporary)).files).toBe(1);
    expect(sumGroups(of(specialRows.foreign)).files).toBe(2);
    expect(of(specialRows.other).flatMap(({ damage }) => damage ?? [])).toEqual(["noHeader"]);
  });

  it("is removed package by package, header before body, by what was read before, and as a whole", async () => {
    const cache = await threeLayouts();
    writeFileSync(join(cache, "http-test/mine.txt"), "words");
    const before = hashTree(cache);
    const now = afterAWhile();
    const { rows } = await extended.scan(located(cache)[0], { now });
    const known = new Map([[located(cache)[0].path, rows]]);
    const planned = await extended.plan(located(cache), { rows: [rowOf("alpha")] }, { known, now });
    const files = planned.folders.flatMap(({ layout, files: some }) =>
      Array.from(some, ({ path, follows }) => ({ path: `${layout}/${path}`, follows })),
    );
    const bodies = files.filter(({ path }) => path.startsWith("http-test/") && path.endsWith(".data"));
    expect(bodies.length).toBeGreaterThan(2);
    for (const body of bodies) {
      expect(body.follows).toBe(true);
      expect(files[files.indexOf(body) - 1].path).toBe(body.path.replace(/\.data$/, ""));
    }
    const removal = await extended.remove(planned, { activity: "idle" });
    expect(removal).toMatchObject({ files: files.length, failures: [] });
    const { gone, changed } = compareTrees(before, hashTree(cache));
    expect(changed).toEqual([]);
    expect(gone.filter((path) => before.get(path) !== undefined && filePaths(files).has(path)).sort()).toEqual(
      [...filePaths(files)].sort(),
    );
    const rest = await extended.remove(await extended.plan(located(cache), {}), { activity: "idle", anyway: true });
    expect(rest.failures).toEqual([]);
    expect(filesBelow(cache)).toEqual(["http-test/mine.txt"]);
  });
});

const filePaths = (files: { path: string }[]) => new Set(files.map(({ path }) => path));

describe("the compiler", () => {
  const { options, fileNames } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(join(root, "tsconfig.json"), ts.sys.readFile).config,
    ts.sys,
    root,
  );
  const host = ts.createCompilerHost(options);
  const { getSourceFile } = host;
  const sources = new Map<string, ts.SourceFile | undefined>();
  /** As TypeScript writes paths, also on Windows. */
  const below = `${root.replaceAll("\\", "/")}/`;

  /** The files of the heart that have errors when those are changed. */
  function faults(changes: Record<string, (text: string) => string>): string[] {
    host.getSourceFile = (path, target) => {
      const change = changes[path.slice(below.length)];
      if (change) return ts.createSourceFile(path, change(readFileSync(path, "utf8")), target);
      if (!sources.has(path)) sources.set(path, getSourceFile(path, target));
      return sources.get(path);
    };
    const heart = fileNames.filter((path) => path.startsWith(`${below}src/pip-cache/`));
    const program = ts.createProgram([...heart, `${below}src/text.d.ts`], options, host);
    const diagnostics = heart.flatMap((path) => program.getSemanticDiagnostics(program.getSourceFile(path)));
    return [...new Set(diagnostics.flatMap(({ file }) => file?.fileName.slice(below.length) ?? []))].sort();
  }

  it.each<[string, Parameters<typeof faults>[0], string[]]>([
    ["that a layout has no record", { [layoutsSource]: withMember }, [layoutsSource]],
    ["that its responses have no reader", { [layoutsSource]: withRecord }, [serializationsSource]],
    [
      "that nothing reads, proves and verifies entries of a new form",
      { [layoutsSource]: withForm },
      ["check/verify-files", "export/copy-files", "scan/read-entries", "written"].map(
        (name) => `src/pip-cache/${name}.ts`,
      ),
    ],
    ["nothing else", { [layoutsSource]: withRecord, [serializationsSource]: withReader }, []],
  ])("says %s", (_, changes, files) => {
    expect(faults(changes)).toEqual(files);
  });
});
