/** The evals in `ai.yaml` run in Raycast only. Here their shape is held to the tools, by the compiler. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CORE_SCHEMA, load } from "js-yaml";
import ts from "typescript";
import { foreignSpellings, readStoreManifest } from "../../scripts/store-checks";
import { catalogue } from "../../src/developer-caches/catalogue/catalogue";
import * as cleanUp from "../../src/tools/clean-up-pip-cache";
import { cacheOfAll } from "../support/cache-of-all";
import { callTool, onlyCache } from "./call";
import type { Eval, Expectation } from "./eval-types";

const root = join(__dirname, "../..");
const manifest = readStoreManifest(root);
const tools = (manifest.tools ?? []).map(({ name }) => name);

type AnyTools = Record<string, { default: (input: never) => unknown }>;

interface AnyEval extends Omit<Eval<AnyTools>, "mocks"> {
  mocks: Record<string, Record<string, unknown>>;
}

// As Raycast reads it, a date is a text.
const file = load(readFileSync(join(root, "ai.yaml"), "utf8"), { schema: CORE_SCHEMA }) as Record<string, unknown>;
const { instructions, evals } = file as unknown as { instructions: string; evals: AnyEval[] };

/** What the compiler says of each value as an eval of the tools. */
function faultsOf(values: readonly unknown[]): string[][] {
  const path = join(root, "evals.check.ts").replaceAll("\\", "/");
  const modules = tools.map((name) => `${JSON.stringify(name)}: typeof import("./src/tools/${name}");`);
  const head = [`import type { Eval } from "./test/tools/eval-types";`, `interface Tools { ${modules.join(" ")} }`];
  const each = values.map((value, at) => `export const eval${at}: Eval<Tools> = ${JSON.stringify(value)};`);
  const text = [...head, ...each].join("\n");
  const config = ts.getParsedCommandLineOfConfigFile(
    join(root, "tsconfig.json"),
    {},
    { ...ts.sys, onUnRecoverableConfigFileDiagnostic: ({ messageText }) => fail(messageText) },
  );
  const declarations = (config?.fileNames ?? []).filter((name) => name.endsWith(".d.ts"));
  const options = { ...config?.options, noEmit: true };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (name) => name === path || fileExists(name);
  host.getSourceFile = (name, ...how) =>
    name === path ? ts.createSourceFile(name, text, ts.ScriptTarget.Latest) : getSourceFile(name, ...how);
  const program = ts.createProgram([path, ...declarations], options, host);
  const source = program.getSourceFile(path);
  const faults = values.map((): string[] => []);
  for (const { start = 0, messageText } of program.getSemanticDiagnostics(source)) {
    const line = source?.getLineAndCharacterOfPosition(start).line ?? 0;
    const own = faults[line - head.length] ?? fail(messageText);
    own.push(ts.flattenDiagnosticMessageText(messageText, "\n"));
  }
  return faults;
}

function fail(message: string | ts.DiagnosticMessageChain): never {
  throw new Error(ts.flattenDiagnosticMessageText(message, "\n"));
}

type Keys = (string | number)[];

/** Where the keys of all objects in a value are. */
function keysIn(value: unknown, before: Keys = []): Keys[] {
  if (Array.isArray(value)) return value.flatMap((item, at) => keysIn(item, [...before, at]));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => [[...before, key], ...keysIn(item, [...before, key])]);
}

/** The same with another key at one place, or another value. */
function changed(value: unknown, [key, ...others]: Keys, change: (object: object, key: string | number) => object) {
  const copy = structuredClone(value) as Record<string | number, object>;
  if (key === undefined) return copy;
  if (others.length === 0) return change(copy, key);
  copy[key] = changed(copy[key], others, change);
  return copy;
}

const renamed = (object: object, key: string | number) =>
  Object.fromEntries(Object.entries(object).map(([name, item]) => [name === key ? `${name}s` : name, item as unknown]));

/** Every key of every eval by another name. */
const misnamed = evals.flatMap((one) =>
  keysIn(one).map((keys) => ({ place: `${one.input} ${keys.join(".")}`, value: changed(one, keys, renamed) })),
);

const broken: [what: string, place: Keys, value: unknown][] = [
  ["a tool that is none", ["expected"], [{ callsTool: "clear-cache" }]],
  ["a tool that is none, not called", ["expected"], [{ not: { callsTool: "clear-cache" } }]],
  ["a mock of a tool that is none", ["mocks"], { "clear-cache": { removed: true } }],
  [
    "a choice that is none",
    ["expected"],
    [{ callsTool: { name: "list-cached-packages", arguments: { sortBy: "newest" } } }],
  ],
  [
    "a number as a text",
    ["expected"],
    [{ callsTool: { name: "list-cached-packages", arguments: { unusedForDays: "90" } } }],
  ],
  [
    "an input of another tool",
    ["expected"],
    [{ callsTool: { name: "list-cached-packages", arguments: { offer: "damaged" } } }],
  ],
  [
    "a list that is taken for rules",
    ["expected"],
    [{ callsTool: { name: "remove-cached-packages", arguments: { packages: ["numpy"] } } }],
  ],
  [
    "two rules in one",
    ["expected"],
    [{ callsTool: { name: "list-cached-packages", arguments: { query: { includes: "a", matches: "b" } } } }],
  ],
  ["two expectations in one", ["expected"], [{ includes: "numpy", matches: "numpy" }]],
  ["an expectation that is none", ["expected"], [{ mentions: "numpy" }]],
  ["no expectation", ["expected"], undefined],
  ["a word that the tool never says", ["mocks", "list-cached-packages", "packages", 0, "kept"], "yes"],
  ["a text for bytes", ["mocks", "list-cached-packages", "totalBytes"], "6.2 GB"],
  ["what two results have of one tool", ["mocks", "list-cached-packages", "error"], "There is none."],
];

/** Names of the tools that expectations have called, or not called whatever the input. */
function calledIn(expected: AnyEval["expected"], isNot = false): string[] {
  return expected.flatMap((one: Expectation<AnyTools>) => {
    if (one.not) return isNot ? [] : calledIn([one.not], true).map((name) => `not ${name}`);
    if (one.or) return calledIn(one.or, isNot);
    if (one.callsTool === undefined) return [];
    if (typeof one.callsTool === "string") return one.callsTool;
    return isNot ? [] : one.callsTool.name;
  });
}

interface Offered {
  id: string;
  title: string;
}

interface Told {
  tool: string;
  group: string;
  places: { holds: string; tier: string; cost: string }[];
}

const inputs = (faulty: (one: AnyEval) => boolean) => evals.filter(faulty).map(({ input }) => input);

describe("the evals", () => {
  let fitting: string[][];
  let others: string[][];
  beforeAll(() => {
    const wrong = broken.map(([, keys, value]) =>
      changed(evals[0], keys, (object, key) => ({ ...object, [key]: value })),
    );
    const all = faultsOf([...evals, ...misnamed.map(({ value }) => value), ...wrong]);
    fitting = all.slice(0, evals.length);
    others = all.slice(evals.length);
  });

  it("fit the tools: their names, what each takes, and what each hands back", () => {
    expect(fitting.flatMap((faults, at) => faults.map((fault) => [evals[at]?.input, fault]))).toEqual([]);
  });

  it("would not fit with a single key by another name", () => {
    expect(misnamed.length).toBeGreaterThan(300);
    expect(misnamed.flatMap(({ place }, at) => (others[at]?.length ? [] : place))).toEqual([]);
  });

  it.each(broken.map(([what], at): [string, number] => [what, at]))("would not fit with %s", (_what, at) => {
    expect(others[misnamed.length + at]).not.toEqual([]);
  });

  it("are twelve at least, each a sentence that a person would write, without a path", () => {
    expect(evals.length).toBeGreaterThanOrEqual(12);
    expect(new Set(evals.map(({ input }) => input)).size).toBe(evals.length);
    const sentence = new RegExp(`^@${manifest.name} [A-Z][\\w ,.'-]+[.?]$`);
    expect(inputs(({ input }) => !sentence.test(input))).toEqual([]);
    expect(foreignSpellings(`${instructions} ${evals.map(({ input }) => input).join(" ")}`)).toEqual([]);
  });

  it("have every tool called, and whatever removes not called, too", () => {
    const called = new Set(evals.flatMap(({ expected }) => calledIn(expected)));
    const removing = tools.filter((name) =>
      /^export const confirmation\b/m.test(readFileSync(join(root, "src/tools", `${name}.ts`), "utf8")),
    );
    expect(removing).toEqual(expect.arrayContaining(["remove-cached-packages", "clean-up-pip-cache"]));
    expect([...called]).toEqual(expect.arrayContaining([...tools, ...removing.map((name) => `not ${name}`)]));
  });

  it("have a result for each tool that is called, and none for one that is not", () => {
    const isMissing = ({ expected, mocks }: AnyEval) =>
      calledIn(expected).some((name) => name.startsWith("not ") === Object.hasOwn(mocks, name.replace("not ", "")));
    expect(inputs(isMissing)).toEqual([]);
  });

  it("look for what can be looked for, and show nobody's home", () => {
    const texts = evals.flatMap(({ expected }) => [
      ...JSON.stringify(expected).matchAll(/"matches":("(?:[^"\\]|\\.)*")/g),
    ]);
    expect(texts.length).toBeGreaterThan(0);
    for (const [, text] of texts) expect(() => new RegExp(JSON.parse(text ?? "") as string)).not.toThrow();
    expect(inputs(({ mocks }) => /\/Users\/|\/home\/|[A-Z]:\\/.test(JSON.stringify(mocks)))).toEqual([]);
  });

  it("know offers by the ids and titles that they have", async () => {
    const { result } = await callTool(cleanUp, {}, { dataFolder: onlyCache(cacheOfAll().directory) });
    const offers = new Map((result?.offers as Offered[]).map(({ id, title }) => [id, title]));
    const mocked = evals.flatMap(({ mocks }) => (mocks["clean-up-pip-cache"]?.offers ?? []) as Offered[]);
    expect(mocked.length).toBeGreaterThan(0);
    expect(mocked.filter(({ id, title }) => offers.get(id) !== title)).toEqual([]);
    const asked = evals.flatMap(({ expected }) => [...JSON.stringify(expected).matchAll(/"offer":"([^"]*)"/g)]);
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.filter(([, id]) => !offers.has(id ?? ""))).toEqual([]);
  });

  it("say of other tools what the catalogue says of them", () => {
    const told = evals.flatMap(({ mocks }) => (mocks["list-developer-caches"]?.tools ?? []) as Told[]);
    expect(told.length).toBeGreaterThan(0);
    for (const { tool, group, places } of told) {
      const known = catalogue.find(({ name }) => name === tool);
      expect({ tool, group }).toEqual({ tool: known?.name, group: known?.group });
      for (const { holds, tier, cost } of places) {
        expect(known?.targets).toContainEqual(expect.objectContaining({ label: holds, tier, cost }));
      }
    }
  });
});

it("has instructions that are short, and name tools and commands that there are", () => {
  expect(Object.keys(file).sort()).toEqual(["evals", "instructions"]);
  expect(instructions.length).toBeLessThan(2_000);
  expect(instructions).not.toMatch(/\byou are\b/i);
  const named = [...instructions.matchAll(/\b[a-z]+(?:-[a-z]+){2,}\b/g)].map(([name]) => name);
  expect(named.length).toBeGreaterThan(0);
  expect(named.filter((name) => !tools.includes(name))).toEqual([]);
  const titles = manifest.commands.map(({ title = "" }) => title);
  const commands = [...instructions.matchAll(/\b(?:Clear|Search) [\w ]*?Caches?\b/g)].map(([title]) => title);
  expect(commands.filter((title) => !titles.includes(title))).toEqual([]);
});
