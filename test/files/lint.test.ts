/** The rules of the house that a tool holds: who may delete, who may know whom. */

import { execFileSync } from "node:child_process";
import { join } from "node:path";

const root = join(__dirname, "../..");

interface Snippet {
  path: string;
  code: string;
}

const refused: [why: string, path: string, code: string][] = [
  ["rm outside files", "src/pip-cache/x.ts", 'import { rm } from "node:fs/promises";\nvoid rm("/x");'],
  ["rmSync outside files", "src/pip/x.ts", 'import { rmSync } from "node:fs";\nrmSync("/x");'],
  ["unlink under another name", "src/interface/x.ts", 'import { unlink as go } from "node:fs";\ngo("/x", () => {});'],
  ["rmdir of a namespace", "src/developer-caches/x.ts", 'import * as fs from "node:fs";\nfs.rmdirSync("/x");'],
  ["rm of the default export", "src/pip-cache/x.ts", 'import fs from "node:fs";\nvoid fs.promises.rm("/x");'],
  ["rm by a string", "src/pip-cache/x.ts", 'import * as fs from "node:fs";\nfs["rmSync"]("/x");'],
  ["unlink taken out", "src/pip/x.ts", 'import * as fs from "node:fs";\nconst { unlinkSync: go } = fs;\ngo("/x");'],
  ["writing over a file", "src/interface/x.ts", 'import { writeFileSync } from "node:fs";\nwriteFileSync("/x", "");'],
  ["cutting a file", "src/pip-cache/x.ts", 'import fs from "node:fs";\nvoid fs.promises.truncate("/x");'],
  ["Raycast's Trash", "src/interface/x.ts", 'import { trash } from "@raycast/api";\nvoid trash("/x");'],
  [
    "Raycast's Trash in a command",
    "src/x.tsx",
    'import { Action } from "@raycast/api";\nexport default () => <Action.Trash paths="/x" />;',
  ],
  ["rm in a command", "src/clear.ts", 'import { rmSync } from "node:fs";\nrmSync("/x");'],
  [
    "recursive reading",
    "src/files/x.ts",
    'import { readdirSync } from "node:fs";\nreaddirSync("/x", { recursive: true });',
  ],
  [
    "recursive elsewhere",
    "src/pip-cache/x.ts",
    'import { readdirSync } from "node:fs";\nreaddirSync("/x", { recursive: true });',
  ],
  ["React below the interface", "src/pip-cache/x.ts", 'import { useState } from "react";\nuseState();'],
  [
    "React's JSX runtime below the interface",
    "src/pip/x.ts",
    'import { jsx } from "react/jsx-runtime";\njsx("a", {});',
  ],
  [
    "Raycast below the interface",
    "src/files/x.ts",
    'import { showToast } from "@raycast/api";\nvoid showToast({ title: "" });',
  ],
  ["the interface from below", "src/pip-cache/x.ts", 'import { x } from "../interface/x";\nx();'],
  ["a neighbour", "src/pip-cache/x.ts", 'import { x } from "../pip/x";\nx();'],
  ["a neighbour from deeper down", "src/pip-cache/readers/x.ts", 'import { x } from "../../developer-caches/x";\nx();'],
  ["starting a program", "src/pip/x.ts", 'import { execa } from "execa";\nvoid execa("/x");'],
  ["starting one by another way", "src/files/x.ts", 'import { spawn } from "node:child_process";\nspawn("/x");'],
  ["starting one, loaded late", "src/pip/x.ts", 'void import("execa").then(({ execa }) => execa("/x"));'],
  ["deleting where programs are started", "src/files/programs.ts", 'import { rmSync } from "node:fs";\nrmSync("/x");'],
  ["a home of its own", "src/pip/x.ts", 'import { homedir } from "node:os";\nhomedir();'],
  ["a home taken out", "src/pip/x.ts", 'import os from "node:os";\nconst { homedir } = os;\nhomedir();'],
  ["a home of its own in files", "src/files/x.ts", 'import os from "node:os";\nos.userInfo();'],
  [
    "removing without an act",
    "src/interface/x.ts",
    'import { remove } from "../pip-cache/remove/remove";\nexport const go = (plan: never) => remove(plan, { activity: "idle" });',
  ],
  ["the Trash without an act", "src/x.ts", 'import { trash } from "@raycast/api";\nvoid trash("/x");'],
  ["files from the leaf that all may use", "src/packaging/x.ts", 'import { x } from "../files/x";\nx();'],
  ["a worker from below", "src/pip-cache/x.ts", 'import { x } from "../workers/x";\nx();'],
  ["what is above from files", "src/files/x.ts", 'import { x } from "../pip-cache/x";\nx();'],
  ["the extension from the preview", "preview/host/x.ts", 'import { x } from "../../src/files/x";\nx();'],
  ["the sample from the preview", "preview/x.ts", 'import { x } from "../sample/x";\nx();'],
  ["the extension from the preview's tests", "preview/test/x.test.ts", 'import { x } from "../../src/x";\nx();'],
];
const accepted: [why: string, path: string, code: string][] = [
  [
    "starting a program where that is done",
    "src/files/programs.ts",
    'void import("execa").then(({ execa }) => execa("/x"));',
  ],
  ["unlink in files", "src/files/x.ts", 'import { unlinkSync } from "node:fs";\nunlinkSync("/x");'],
  [
    "the Trash where it is asked for",
    "src/interface/removal/trash.ts",
    'import { trash } from "@raycast/api";\nvoid withAct(() => trash("/x"));',
  ],
  ["files from above", "src/pip-cache/x.ts", 'import { x } from "../files/x";\nx();'],
  ["the leaf that all may use", "src/pip/x.ts", 'import { x } from "../packaging/x";\nx();'],
  [
    "the repository's test tools from the preview's tests",
    "preview/test/x.test.ts",
    'import { x } from "../../test/support/x";\nx();',
  ],
  ["the heart from the interface", "src/interface/x.ts", 'import { x } from "../pip-cache/x";\nx();'],
];

/** Runs the project's own ESLint, which jest cannot hold; one run for all. Numbers of errors. */
function lint(snippets: Snippet[]): number[] {
  const script = `
    import { ESLint } from "eslint";
    // These files are not there, so that no rule can ask for types in them.
    const rules = { "house/lookups": "off", "@typescript-eslint/no-deprecated": "off" };
    const untyped = { languageOptions: { parserOptions: { project: null } }, rules };
    const eslint = new ESLint({ cwd: process.argv[1], overrideConfig: [{ files: ["**/*.{ts,tsx}"], ...untyped }] });
    const counts = [];
    for (const { path, code } of JSON.parse(process.argv[2])) {
      const [{ messages }] = await eslint.lintText(code + "\\n", { filePath: path });
      const counted = ["no-restricted-imports", "no-restricted-syntax", null];
      counts.push(messages.filter(({ ruleId }) => counted.includes(ruleId)).length);
    }
    console.log(JSON.stringify(counts));
  `;
  const output = execFileSync(
    process.execPath,
    ["--input-type=module", "--eval", script, root, JSON.stringify(snippets)],
    { cwd: root, encoding: "utf8" },
  );
  return JSON.parse(output) as number[];
}

let counts: number[];
beforeAll(() => {
  counts = lint([...refused, ...accepted].map(([, path, code]) => ({ path, code })));
});

it.each(refused.map(([why, path], index) => [why, path, index] as const))("refuses %s (%s)", (_why, _path, index) => {
  expect(counts[index]).toBeGreaterThan(0);
});

it.each(accepted.map(([why, path], index) => [why, path, index] as const))("accepts %s (%s)", (_why, _path, index) => {
  expect(counts[refused.length + index]).toBe(0);
});
