/**
 * Has Raycast's build write the types of the manifest's preferences and arguments (raycast-env.d.ts, which is not in the
 * repository) where they are missing or older than the manifest: a fresh clone has none.
 */
import { execFileSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";

const root = join(__dirname, "..");
const types = join(root, "raycast-env.d.ts");
const manifest = join(root, "package.json");

if (!existsSync(types) || statSync(types).mtimeMs < statSync(manifest).mtimeMs) {
  execFileSync("npm", ["run", "--silent", "build"], {
    cwd: root,
    stdio: "inherit",
    shell: process.platform === "win32",
  });
}
