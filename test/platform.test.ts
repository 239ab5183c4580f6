/** Whatever we use of the platform is tried in the preview as its documentation says, each by a test that names the page. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import * as api from "../preview/api";
import { filesBelow } from "./support/tree";

const root = join(__dirname, "..");

/** Components, calls and enumerations that a source text uses of `@raycast/api` and `@raycast/utils`, by their whole names. */
function namesUsedIn(text: string): Set<string> {
  const source = ts.createSourceFile("source.tsx", text, ts.ScriptTarget.Latest, true);
  const known = new Map<string, string>();
  const used = new Set<string>();
  const nameOf = (node: ts.Node): string | undefined => {
    if (ts.isIdentifier(node)) return known.get(node.text);
    if (!ts.isPropertyAccessExpression(node)) return undefined;
    const owner = nameOf(node.expression);
    return owner && `${owner}.${node.name.text}`;
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) {
      const from = (node.moduleSpecifier as ts.StringLiteral).text;
      const named = node.importClause?.namedBindings;
      if (!from.startsWith("@raycast/") || node.importClause?.isTypeOnly || !named || !ts.isNamedImports(named)) return;
      for (const { name, propertyName, isTypeOnly } of named.elements) {
        if (!isTypeOnly) known.set(name.text, (propertyName ?? name).text);
      }
      return;
    }
    if (ts.isTypeNode(node)) return;
    if (ts.isVariableDeclaration(node) && ts.isObjectBindingPattern(node.name) && node.initializer) {
      const owner = nameOf(node.initializer);
      for (const { name } of owner === undefined ? [] : node.name.elements) {
        if (ts.isIdentifier(name)) known.set(name.text, `${owner}.${name.text}`);
      }
    }
    const name = nameOf(node);
    if (name === undefined) ts.forEachChild(node, visit);
    else used.add(documentedName(name));
  };
  visit(source);
  return used;
}

/** Of a member that is no component of its own, what it is a member of: `Toast.Style` of `Toast.Style.Failure`. */
function documentedName(name: string): string {
  if (name.startsWith("Keyboard.Shortcut.Common.")) return "Keyboard.Shortcut.Common";
  const [first = "", ...parts] = name.split(".");
  let value: unknown = (api as Record<string, unknown>)[first];
  const whole = [first];
  for (const part of parts) {
    if (!/^[A-Z]/.test(part)) break;
    value = (value as Record<string, unknown> | undefined)?.[part];
    if (value === undefined || typeof value === "string") break;
    whole.push(part);
  }
  return whole.join(".");
}

it("is found in a source text, however it is written", () => {
  const text = `
    import { Action, Icon, List, showToast, Toast, type Image, Clipboard } from "@raycast/api";
    import { usePromise } from "@raycast/utils";
    import { other } from "./other";
    const { Metadata } = List.Item.Detail;
    const image: Image.ImageLike = Icon.Trash;
    export const view = <List><Action.Push title="a" target={<Metadata.Label title="b" />} />{other.Thing}</List>;
    void showToast({ style: Toast.Style.Failure, title: "a" }).then(() => Clipboard.copy("a"));
    usePromise(other);
  `;
  const names = [
    "Action.Push",
    "Clipboard",
    "Icon",
    "List",
    "List.Item.Detail",
    "List.Item.Detail.Metadata",
    "List.Item.Detail.Metadata.Label",
  ];
  expect([...namesUsedIn(text)].sort()).toEqual([...names, "Toast.Style", "showToast", "usePromise"]);
});

it("has a test in the preview that names its page", () => {
  const used = filesBelow(join(root, "src"))
    .filter((path) => /\.tsx?$/.test(path))
    .flatMap((path) => [...namesUsedIn(readFileSync(join(root, "src", path), "utf8"))]);
  const tests = readFileSync(join(root, "preview/test/documented.test.tsx"), "utf8");
  const named = new Set(Array.from(tests.matchAll(/["“]([A-Za-z]\w*(?:\.[A-Z]\w*)*)["”]/g), ([, name]) => name));
  expect(used.length).toBeGreaterThan(50);
  expect([...new Set(used)].filter((name) => !named.has(name)).sort()).toEqual([]);
});
