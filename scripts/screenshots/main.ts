/**
 * `npm run screenshots -- CAPTURE.png …`: makes `metadata/` anew of captures of Raycast's window, three to six, in the order in
 * which the store shows them.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { browserPath } from "../../test/support/browser-path";
import { composeScreenshots } from "./compose";

const metadata = join(__dirname, "..", "..", "metadata");

async function main(paths: string[]): Promise<void> {
  if (paths.length < 3 || paths.length > 6) {
    throw new Error("Give three to six captures of Raycast's window: npm run screenshots -- first.png second.png …");
  }
  const captures = paths.map((path) => ({ name: basename(path), image: readFileSync(path) }));
  if (browserPath === undefined) throw new Error("No Chromium or Chrome was found: set CHROMIUM_PATH to one.");
  const pictures = await composeScreenshots(captures, browserPath);
  rmSync(metadata, { recursive: true, force: true });
  mkdirSync(metadata);
  for (const [at, picture] of pictures.entries()) writeFileSync(join(metadata, `pip-cache-${at + 1}.png`), picture);
  console.log(`metadata/ has ${pictures.length} screenshots. Look at each: none may show a name or a path of yours.`);
}

main(process.argv.slice(2)).catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
