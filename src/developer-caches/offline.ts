/**
 * How a program that is only asked something is told to use no network. Nothing of this is said to one that clears: it
 * has to do what it would do in a terminal.
 */

interface Offline {
  /** Absent where the program has no such switch. */
  environment?: Record<string, string>;
  /** Where it is documented, or why there is none. */
  source: string;
}

const corepack = { COREPACK_ENABLE_NETWORK: "0" };

/** By the names by which programs are started. */
export const offline: ReadonlyMap<string, Offline> = new Map<string, Offline>([
  [
    "brew",
    { environment: { HOMEBREW_NO_AUTO_UPDATE: "1", HOMEBREW_NO_ANALYTICS: "1" }, source: "brew(1), Environment" },
  ],
  ["ccache", { source: "what it is asked it reads from its configuration and its own counters" }],
  ["conda", { environment: { CONDA_OFFLINE: "true" }, source: "conda's settings, `offline`, each also CONDA_…" }],
  ["defaults", { source: "part of macOS, reads files" }],
  ["docker", { source: "asks its daemon, wherever its context says that is" }],
  [
    "dotnet",
    {
      environment: { DOTNET_CLI_TELEMETRY_OPTOUT: "1", DOTNET_CLI_WORKLOAD_UPDATE_NOTIFY_DISABLE: "1" },
      source: "dotnet environment variables",
    },
  ],
  [
    "hf",
    {
      environment: { HF_HUB_OFFLINE: "1", HF_HUB_DISABLE_TELEMETRY: "1", HF_HUB_DISABLE_UPDATE_CHECK: "1" },
      source: "huggingface_hub, Environment variables",
    },
  ],
  [
    "npm",
    {
      environment: { npm_config_offline: "true", npm_config_update_notifier: "false" },
      source: "npm config, `offline` and `update-notifier`",
    },
  ],
  ["ollama", { source: "asks its own server, wherever OLLAMA_HOST says that is; `list` reads what it keeps" }],
  ["pdm", { environment: { PDM_CHECK_UPDATE: "false" }, source: "PDM's configuration, `check_update`" }],
  [
    "pip3",
    {
      environment: { PIP_NO_INDEX: "1", PIP_DISABLE_PIP_VERSION_CHECK: "1" },
      source: "pip's options, each also PIP_…",
    },
  ],
  [
    "pnpm",
    {
      environment: {
        ...corepack,
        npm_config_offline: "true",
        pnpm_config_offline: "true",
        npm_config_update_notifier: "false",
        pnpm_config_update_notifier: "false",
        npm_config_manage_package_manager_versions: "false",
      },
      source: "pnpm's settings, `offline` and those named; from version 11 on pnpm_config_…; Corepack's README",
    },
  ],
  ["poetry", { source: "has no such option; `config` and `cache list` read files" }],
  ["uv", { environment: { UV_OFFLINE: "1", UV_PYTHON_DOWNLOADS: "never" }, source: "uv, Environment variables" }],
  ["xcrun", { source: "part of Xcode; `simctl` asks a service of the machine" }],
  ["yarn", { environment: corepack, source: "Corepack's README; only its version is asked" }],
]);
