// Bundles a worker from its source each time, so that a mutant lives in threads, too.
const { buildSync } = require("esbuild");
const { randomUUID } = require("node:crypto");

module.exports = {
  getCacheKey: () => randomUUID(),
  process: (_text, path) => {
    const source = path.replace(/\.generated\.txt$/, ".ts");
    const options = { bundle: true, format: "iife", platform: "node", target: "node20", write: false };
    const [{ text }] = buildSync({ entryPoints: [source], ...options }).outputFiles;
    return { code: `module.exports = ${JSON.stringify(text)};` };
  },
};
