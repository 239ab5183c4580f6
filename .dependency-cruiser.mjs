/**
 * The arrows of the house: they point one way, between files and between folders, types included. Which of the top
 * folders may know which is a rule of ESLint, so that an editor shows it.
 * @type {import("dependency-cruiser").IConfiguration}
 */
export default {
  forbidden: [
    { name: "files in a circle", severity: "error", from: {}, to: { circular: true } },
    { name: "folders in a circle", severity: "error", scope: "folder", from: {}, to: { circular: true } },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.dev.json" },
    enhancedResolveOptions: { extensions: [".ts", ".tsx", ".mjs", ".js", ".json", ".txt"] },
  },
};
