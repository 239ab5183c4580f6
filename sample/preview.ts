/**
 * What the preview is given of this extension (`--with`): for `--sample` a temporary home with the caches of pip and other tools, so
 * that removing can be tried without harm.
 */
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { devNull, tmpdir } from "node:os";
import { join } from "node:path";
import { catalogue } from "../src/developer-caches/catalogue/catalogue";
import { makeSampleCache } from "./cache";
import { makeSampleHistory } from "./history";
import { makeSampleTools } from "./tools";

const ofCatalogue = new Set(
  [...JSON.stringify(catalogue).matchAll(/\$\{([A-Za-z_]\w*)|%([A-Za-z_]\w*)%|"variable":"(\w+)"/g)].map((found) =>
    found.slice(1).join("").toUpperCase(),
  ),
);
const ofSystem = new Set(["USER", "TMPDIR", "TEMP", "LOCALAPPDATA", "APPDATA", "USERPROFILE", "PROGRAMDATA"]);

/** Whether an environment variable may lead a command to a real cache. npm gives its own to whatever it starts. */
export function leadsToCache(name: string): boolean {
  const key = name.toUpperCase();
  return /^(PIP_|VIRTUAL_ENV|CONDA)/.test(key) || (ofCatalogue.has(key) && !ofSystem.has(key));
}

/** Whatever changes something is an act, and an act is not begun: `withAct`. */
export const heedsDryRun = true;

/**
 * Makes the sample and points this process at it: only the sample is found afterwards. It is deleted when the process ends.
 * Resolves with the folder where the commands' own data goes.
 */
export async function moveIntoSample(): Promise<{ data: string }> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "pip-cache-sample-")));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  const cache = join(folder, "pip");
  const home = join(folder, "home");
  mkdirSync(cache);
  mkdirSync(home);
  const temporary = join(folder, "tmp");
  mkdirSync(temporary);
  for (const name of Object.keys(process.env)) if (leadsToCache(name)) delete process.env[name];
  Object.assign(process.env, {
    HOME: home,
    USERPROFILE: home,
    APPDATA: join(home, "AppData", "Roaming"),
    LOCALAPPDATA: join(home, "AppData", "Local"),
    XDG_CACHE_HOME: join(home, ".cache"),
    XDG_CONFIG_HOME: join(home, ".config"),
    XDG_DATA_HOME: join(home, ".local", "share"),
    // What interrupted pips left there can be removed, too.
    TMPDIR: temporary,
    TEMP: temporary,
    TMP: temporary,
    PIP_CACHE_DIR: cache,
    PIP_CONFIG_FILE: devNull,
    // What the pages of the sample are of: by that they tell what is no longer listed.
    PIP_INDEX_URL: "https://index.example.org/simple/",
  });
  await makeSampleCache(cache);
  makeSampleTools(home);
  const data = join(folder, "data");
  makeSampleHistory(data);
  return { data };
}
