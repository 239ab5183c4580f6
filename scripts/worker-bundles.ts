/**
 * Bundles the code that runs in worker threads to text, which Raycast's build takes in as it is: a command ships as one
 * file, so a thread must be started from a string.
 */
import { build, type Plugin } from "esbuild";
import { join } from "node:path";

export const root = join(__dirname, "..");

/** What is bundled, and where to: `src/workers/files.ts` becomes `src/files/worker.generated.txt`. */
const texts: Record<string, string> = {
  files: "files/worker",
  programs: "files/programs",
  "pip-cache": "pip-cache/worker",
  projects: "projects/worker",
  "python-caches": "python-caches/worker",
  scan: "pip-cache/scan/worker",
};
export const workers = Object.keys(texts);

/** Where the text of a worker's bundle lies, from the root. */
export const textOf = (name: string): string => `src/${texts[name]}.generated.txt`;

/**
 * The text of a worker's bundle.
 * @param name one of `workers`
 * @param plugins for a bundle that is none of ours
 */
export async function bundleWorker(name: string, plugins?: Plugin[]): Promise<string> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [`src/workers/${name}.ts`],
    bundle: true,
    // A function of its own: a name such as `crypto` would collide with a global where the text is evaluated.
    format: "iife",
    // By which the command's own thread has what the file exports, see `worker-text.ts`.
    globalName: "worker",
    platform: "node",
    target: "node20",
    legalComments: "none",
    plugins,
    write: false,
  });
  const origin = `// Generated from src/workers/${name}.ts and what it imports, by "npm run workers" with esbuild. Not to be edited.`;
  return `${origin}\n${outputFiles.map(({ text }) => text).join("")}`;
}
