/** The files that the page is made of: its document, its script and style, and the extension's images. */
import { build } from "esbuild";
import { readFileSync } from "node:fs";
import { basename, extname, join } from "node:path";
import type { Extension } from "../launcher/extension";
import { own } from "../host/lookup";

export interface PageFiles {
  script: string;
  style: string;
}

const pageFolder = join(__dirname, "..", "page");
const imageTypes: Record<string, string> = {
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".jpg": "image/jpeg",
  ".jpeg": "image/jpeg",
  ".gif": "image/gif",
  ".webp": "image/webp",
};

/** Bundles script and style of the page. */
export async function buildPage(): Promise<PageFiles> {
  const { outputFiles } = await build({
    entryPoints: [join(pageFolder, "page.tsx")],
    outfile: join(pageFolder, "page.js"),
    bundle: true,
    write: false,
    format: "esm",
    target: "es2022",
    minify: true,
    jsx: "automatic",
    define: { "process.env.NODE_ENV": '"production"' },
    tsconfigRaw: "{}",
    logLevel: "silent",
  });
  const text = (extension: string) => outputFiles.find(({ path }) => path.endsWith(extension))?.text ?? "";
  return { script: text(".js"), style: text(".css") };
}

export function pageHtml({ manifest }: Extension, token: string): string {
  const title = escapeHtml(manifest.title);
  const icon = manifest.icon ? `<link rel="icon" href="/assets/${encodeURIComponent(manifest.icon)}">` : "";
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="dark light">
<meta name="preview-token" content="${token}">
<title>${title}</title>
${icon}
<link rel="stylesheet" href="/page.css">
</head>
<body>
<div id="page"></div>
<noscript>${title} needs JavaScript to run in a page.</noscript>
<script type="module" src="/page.js"></script>
</body>
</html>
`;
}

/** An image of the extension, by the path it is asked for under; undefined when there is none. */
export function assetFile({ folder }: Extension, pathname: string): { type: string; content: Buffer } | undefined {
  if (!pathname.startsWith("/assets/")) return undefined;
  const name = decodeURIComponent(pathname.slice("/assets/".length));
  const type = own(imageTypes, extname(name).toLowerCase());
  if (!type || name !== basename(name)) return undefined;
  try {
    return { type, content: readFileSync(join(folder, "assets", name)) };
  } catch {
    return undefined;
  }
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
