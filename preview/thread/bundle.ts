/** The text that threads of commands start from: the command's side of the preview, without what it takes from packages. */
import { build } from "esbuild";
import { join } from "node:path";

const here = __dirname;
let bundled: Promise<string> | undefined;

/** Made once for a process. */
export function threadText(): Promise<string> {
  return (bundled ??= bundle());
}

async function bundle(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(here, "main.ts")],
    bundle: true,
    write: false,
    format: "cjs",
    platform: "node",
    target: "node20",
    packages: "external",
    tsconfigRaw: "{}",
    logLevel: "silent",
  });
  const text = outputFiles.map((file) => file.text).join("");
  // As a file beside this one: a text has no place from which packages are found.
  const place = JSON.stringify(join(here, "main.js"));
  return `((require) => {\n${text}\n})(process.getBuiltinModule("node:module").createRequire(${place}));`;
}
