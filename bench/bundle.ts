/**
 * The code that is measured, bundled as it ships: a subject in each file, the workers in it as text. Code that a loader
 * compiles as it runs would be another thing.
 */
import { build } from "esbuild";
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { basename, join } from "node:path";

export interface Subjects {
  /** The file of the subject `subjects/<name>.ts`. */
  pathOf: (name: string) => string;
  dispose: () => void;
}

const project = join(__dirname, "..");
const helpers = ["observe.ts", "heap.ts", "cache.ts"];

export async function bundleSubjects(): Promise<Subjects> {
  const sources = readdirSync(join(__dirname, "subjects")).filter((name) => !helpers.includes(name));
  // Inside the project, so that React, which command and host have to share, is found from there.
  const parent = join(project, "node_modules", ".cache");
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, "bench-"));
  await build({
    entryPoints: sources.map((name) => join(__dirname, "subjects", name)),
    outdir: folder,
    bundle: true,
    minify: true,
    platform: "node",
    target: "node20",
    jsx: "automatic",
    external: ["react", "react-reconciler", "@raycast/api", "esbuild"],
    logLevel: "warning",
  });
  return {
    pathOf: (name) => join(folder, `${basename(name, ".ts")}.js`),
    dispose: () => rmSync(folder, { recursive: true, force: true }),
  };
}
