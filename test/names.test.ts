/** Names in src: an exported one means one thing, and no two files are called the same, so that a search finds what it looks for. */

import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import ts from "typescript";

const src = join(__dirname, "../src");
const files = readdirSync(src, { recursive: true, encoding: "utf8" })
  .map((path) => path.replaceAll("\\", "/"))
  .filter((path) => /(?<!\.d)\.tsx?$/.test(path));

/** The names that a file exports, what it merely passes on included. */
function exportsOf(path: string): string[] {
  const { statements } = ts.createSourceFile(path, readFileSync(join(src, path), "utf8"), ts.ScriptTarget.Latest);
  return statements.flatMap((statement) => {
    if (ts.isExportDeclaration(statement)) {
      const { exportClause } = statement;
      return exportClause && ts.isNamedExports(exportClause) ? exportClause.elements.map(({ name }) => name.text) : [];
    }
    const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
    const kinds = modifiers.map(({ kind }) => kind);
    if (!kinds.includes(ts.SyntaxKind.ExportKeyword) || kinds.includes(ts.SyntaxKind.DefaultKeyword)) return [];
    if (ts.isVariableStatement(statement)) {
      return statement.declarationList.declarations.map(({ name }) => (name as ts.Identifier).text);
    }
    const { name } = statement as ts.FunctionDeclaration;
    return name ? [name.text] : [];
  });
}

/** Keys that several files have, with those files. */
function repeated(keysOf: (path: string) => string[]): Record<string, string[]> {
  const places = new Map<string, string[]>();
  for (const path of files) for (const key of keysOf(path)) places.set(key, [...(places.get(key) ?? []), path]);
  return Object.fromEntries([...places].filter(([, paths]) => paths.length > 1));
}

it("are found at all", () => {
  expect(files.length).toBeGreaterThan(200);
  expect(exportsOf("files/remove-files.ts")).toEqual(
    expect.arrayContaining(["removeFiles", "clearDirectory", "RemoveOptions"]),
  );
});

it("that are exported are exported once, but for what Raycast looks for in each tool", () => {
  expect(
    repeated((path) => exportsOf(path).filter((name) => !(path.startsWith("tools/") && name === "confirmation"))),
  ).toEqual({});
});

it("of files are those of one file each; a worker is called after its folder, a tool as the manifest has it", () => {
  const isNamedElsewhere = (path: string) => /^(workers|tools)\//.test(path);
  expect(repeated((path) => (isNamedElsewhere(path) ? [] : [basename(path).replace(/\.tsx?$/, "")]))).toEqual({});
});
