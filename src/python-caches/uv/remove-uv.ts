/**
 * uv removes packages by name from all formats that its version knows (`uv help cache clean`), and what nothing refers to any
 * more (`uv help cache prune`). Both were tried with 0.1.45, 0.4.1, 0.4.2, 0.7.22, 0.8.19, 0.8.20, 0.8.24 and 0.13.9.
 */
import type { ToolCommand } from "../../developer-caches/tool";
import { inCommands, type PackageRemover } from "../remover";

/** The folder that was listed, whatever else uv is told, and nothing of a project that it may find. */
const environment = {
  UV_CACHE_DIR: "{root}",
  UV_NO_CONFIG: "1",
  UV_OFFLINE: "1",
  UV_PYTHON_DOWNLOADS: "never",
  // Seconds, of those versions that know it; the others are ended after `timeout`.
  UV_LOCK_TIMEOUT: "60",
};

const uv = (command: "clean" | "prune", names: readonly string[] = []): ToolCommand => ({
  program: "uv",
  arguments: ["cache", command, "--cache-dir", "{root}", ...names],
  environment,
  timeout: 300_000,
});

export const uvRemover: PackageRemover = {
  remove: (_, packages) => inCommands(packages.flatMap(({ name }) => name ?? [])).map((names) => uv("clean", names)),
  prune: () => [uv("prune")],
  prunes: "What nothing in its cache refers to any more goes, and what other versions of uv left there.",
  leaves: "it does not know where that lies, as what another version of it keeps",
  version: { program: "uv", arguments: ["--version"], timeout: 10_000 },
  waitsSince: "0.8.20",
  waiting: /\bwaiting for other uv processes\b/,
  leavesUnpackedUntil: "0.4.2",
};
