/** Loads a command or a tool of a built extension onto our own API. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { compileFunction, constants } from "node:vm";

/**
 * A fresh instance of a built module, as Raycast makes one for each launch. What it imports of @raycast/api is the given one,
 * and of React the preview's own instance.
 * @param path of the built file
 * @param requireOurs finds the preview's own packages
 */
export function loadBuilt<Built extends { default: unknown }>(
  path: string,
  api: unknown,
  requireOurs: NodeJS.Require,
): Built {
  const requireFromBundle = createRequire(path);
  const module = { exports: {} as Partial<Built> };
  const parameters = ["exports", "require", "module", "__filename", "__dirname"];
  const importModuleDynamically = constants?.USE_MAIN_CONTEXT_DEFAULT_LOADER;
  const run = compileFunction(readFileSync(path, "utf8"), parameters, { filename: path, importModuleDynamically });
  const requireModule = (id: string): unknown => {
    if (id === "@raycast/api") return api;
    return /^react($|\/)/.test(id) ? requireOurs(id) : requireFromBundle(id);
  };
  run(module.exports, requireModule, module, path, dirname(path));
  if (!module.exports.default) throw new Error(`${path} exports no default.`);
  return module.exports as Built;
}
