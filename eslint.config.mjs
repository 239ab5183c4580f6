import raycast from "@raycast/eslint-config";
import { defineConfig } from "eslint/config";
import { lookups } from "./eslint.lookups.mjs";

// The arrows of the house: a folder may import the ones to its right, never those to its left.
const layers = [
  "workers",
  "tools",
  "interface",
  "projects",
  "python-caches",
  "developer-caches",
  "pip-cache",
  "pip",
  "files",
  "packaging",
];

/** Import patterns a folder must not use: Raycast below the interface, and every layer above or beside it. */
function forbidden(layer) {
  const allowed = {
    workers: ["projects", "python-caches", "pip-cache", "files"],
    tools: ["interface"],
    interface: ["projects", "python-caches", "pip-cache", "pip", "developer-caches", "files", "packaging"],
    projects: ["pip-cache", "pip", "files", "packaging"],
    "python-caches": ["pip-cache", "developer-caches", "files", "packaging"],
    "pip-cache": ["files", "packaging"],
    pip: ["files", "packaging"],
    "developer-caches": ["files", "packaging"],
    files: [],
    packaging: [],
  }[layer];
  const others = layers.filter((name) => name !== layer && !allowed.includes(name));
  const patterns = others.map((name) => ({
    regex: `(^|/)\\.\\./${name}(/|$)`,
    message: `${layer} must not know ${name}.`,
  }));
  if (layer !== "interface" && layer !== "tools") {
    patterns.push({
      regex: "^(@raycast/|react($|/))",
      message: "Only the interface, commands and tools know Raycast.",
    });
  }
  return patterns;
}

const loading = {
  group: ["@raycast/utils"],
  importNames: ["usePromise"],
  message: "Views load with useLoading, which stops when they are left.",
};
const failing = {
  group: ["@raycast/utils"],
  importNames: ["showFailureToast"],
  message: "showFailure tells what can happen to anybody from a fault, and names nobody.",
};
const refusable = {
  group: ["@raycast/api"],
  importNames: [
    "Clipboard",
    "launchCommand",
    "openExtensionPreferences",
    "openCommandPreferences",
    "open",
    "showInFinder",
  ],
  message: "Raycast can refuse these: platform-calls.ts says then what to do.",
};
/** Whoever takes one of these by its name: imported, of an object in either spelling, or taken out of one. */
const named = (names, message) =>
  [
    `ImportSpecifier[imported.name=/^(${names})$/]`,
    `MemberExpression[property.name=/^(${names})$/]`,
    `MemberExpression[computed=true][property.value=/^(${names})$/]`,
    `ObjectPattern > Property[key.name=/^(${names})$/]`,
  ].map((selector) => ({ selector, message }));

/** What only one file, or one folder, may do. */
const reserved = {
  deleting: [
    ...named("(unlink|rm|rmdir)(Sync)?|rimraf", "Only src/files/ deletes."),
    ...named(
      "(writeFile|appendFile|f?truncate|copyFile|cp)(Sync)?|createWriteStream",
      "Only src/files/ writes, so that nothing is written over.",
    ),
  ],
  trash: [
    {
      selector:
        "ImportSpecifier[imported.name='trash'], JSXMemberExpression[object.name='Action'][property.name='Trash']",
      message:
        "Only src/interface/removal/ moves to the Trash: trash.ts what it asked about, the history what was set aside.",
    },
  ],
  starting: [
    "ImportDeclaration[source.value=/^(execa|(node:)?child_process)$/]",
    "ImportExpression[source.value=/^(execa|(node:)?child_process)$/]",
    "CallExpression[callee.name='require'] > Literal[value=/^(execa|(node:)?child_process)$/]",
  ].map((selector) => ({ selector, message: "Only src/files/programs.ts starts programs." })),
  home: named("homedir|userInfo", "Only src/files/machine.ts says where the home is."),
};
/** Inside of a call of `withAct`, or of a function that is given the log of an act. */
const inAct = "CallExpression[callee.name='withAct'] *, :function:has(> Identifier[name='log']) *";
const acts = {
  selector: `CallExpression[callee.name=/^(remove|clearTargets|clearPip|purgeWithPip|turnCaching(Off|On)|trash)$/]:not(${inAct})`,
  message: "What removes or changes something is an act: it happens inside of withAct.",
};
const recursion = {
  selector: "Property[key.name='recursive'][value.value=true]",
  message: "recursive follows links out of the tree in some forms: walk by hand.",
};

/** @param allowed which of `reserved` these files may do */
const holdsTo = (files, allowed, ...more) => {
  const refused = Object.entries(reserved).flatMap(([name, selectors]) => (name === allowed ? [] : selectors));
  return { files, rules: { "no-restricted-syntax": ["error", ...refused, recursion, ...more] } };
};

/** The preview is a package of its own. Of the repository its tests take the tools of `test/support/`, it takes nothing. */
const withoutExtension = (folders) => {
  const message = "The preview must not know the extension that it runs.";
  return { "no-restricted-imports": ["error", { patterns: [{ regex: `^(\\.\\./)+(${folders})/`, message }] }] };
};

/** The rules that have to ask for types, with the project that knows them. */
const typed = (files, project, rules = {}) => ({
  files,
  languageOptions: { parserOptions: { project, tsconfigRootDir: import.meta.dirname } },
  plugins: { house: { rules: { lookups } } },
  rules: { "house/lookups": "error", ...rules },
});

export default defineConfig([
  { ignores: ["dist/", "node_modules/", "artifacts/", "raycast-env.d.ts", "src/**/*.txt", "store/"] },
  ...raycast,
  {
    rules: {
      "@raycast/prefer-title-case": ["error", { extraFixedCaseWords: ["pip", "Up"] }],
      "@typescript-eslint/consistent-type-imports": "error",
    },
  },
  ...layers.map((layer) => ({
    files: [`src/${layer}/**/*`],
    rules: { "no-restricted-imports": ["error", { patterns: forbidden(layer) }] },
  })),
  {
    files: ["src/interface/**/*"],
    ignores: ["src/interface/shared/{use-loading,failure-toast,platform-calls}.ts"],
    rules: {
      "no-restricted-imports": ["error", { patterns: [...forbidden("interface"), loading, failing, refusable] }],
    },
  },
  holdsTo(["src/**/*"]),
  holdsTo(["src/interface/**/*", "src/tools/**/*", "src/*.{ts,tsx}"], undefined, acts),
  holdsTo(["src/files/**/*"], "deleting"),
  holdsTo(["src/files/machine.ts"], "home"),
  holdsTo(["src/files/programs.ts"], "starting"),
  holdsTo(["src/interface/removal/{trash.ts,history-view.tsx}"], "trash", acts),
  { files: ["preview/**/*"], rules: withoutExtension("src|sample|scripts|bench|test") },
  { files: ["preview/test/**/*"], rules: withoutExtension("src|sample|scripts|bench") },
  // The preview has what is deprecated, too: an extension may use it.
  typed(["src/**/*.{ts,tsx}"], "tsconfig.json", { "@typescript-eslint/no-deprecated": "error" }),
  typed(["preview/!(test)/**/*.{ts,tsx}", "preview/*.ts"], "tsconfig.dev.json"),
  { files: ["src/files/lookup.ts", "preview/host/lookup.ts"], rules: { "house/lookups": "off" } },
  {
    files: ["**/*.cjs"],
    languageOptions: { globals: { module: "writable", require: "readonly" } },
    rules: { "@typescript-eslint/no-require-imports": "off" },
  },
]);
