/** The GitHub CLI, mise and Claude Code. */
import { hex } from "../../files/patterns";
import type { Tool } from "../tool";

export const terminalTools: Tool[] = [
  {
    // cli/go-gh, pkg/config/config.go (CacheDir) and pkg/api/cache.go; cli/cli, pkg/cmd/run/view
    id: "gh",
    name: "GitHub CLI",
    group: "Git",
    places: {
      // On Windows extensions and state lie beside it: only what has the names of `holds` is cache.
      cache: {
        defaults: {
          darwin: ["${XDG_CACHE_HOME:-~/.cache}/gh", "${TMPDIR:-/tmp}/gh-cli-cache"],
          win32: ["%XDG_CACHE_HOME%\\gh", "%LOCALAPPDATA%\\GitHub CLI", "%TEMP%\\gh-cli-cache"],
          linux: ["${XDG_CACHE_HOME:-~/.cache}/gh", "${TMPDIR:-/tmp}/gh-cli-cache"],
        },
      },
    },
    targets: [
      {
        id: "gh.cache",
        label: "Answers of GitHub and logs of runs",
        tier: "safe",
        place: "cache",
        paths: [""],
        removable: true,
        holds: [hex(2), "run-log-*.zip"],
        proof: [`${hex(2)}/${hex(2)}/${hex(60)}`, "run-log-[0-9]*.zip"],
        keep: { paths: ["extensions", "state.yml", "device-id"], why: "What you have installed, and who you are." },
        cost: "Logs of runs are downloaded again when they are next looked at.",
      },
    ],
    processes: { programs: ["gh"] },
  },
  {
    // jdx/mise, src/env.rs, src/cli/cache/clear.rs, src/backend/http.rs; mise.jdx.dev, Cache Behavior
    id: "mise",
    name: "mise",
    group: "System",
    places: {
      cache: {
        environment: ["${MISE_CACHE_DIR}"],
        defaults: {
          darwin: ["${XDG_CACHE_HOME:-~/Library/Caches}/mise"],
          win32: ["%XDG_CACHE_HOME%\\mise", "%TEMP%\\mise"],
          linux: ["${XDG_CACHE_HOME:-~/.cache}/mise"],
        },
      },
    },
    targets: [
      {
        id: "mise.cache",
        label: "Lists of versions and downloads",
        tier: "safe",
        place: "cache",
        paths: [""],
        removable: true,
        proof: ["*/remote_versions*.msgpack.z", "*/*/*.msgpack.z", "*/bin_paths*.msgpack.z", "aqua-registry/*"],
        keep: { paths: ["http-tarballs"], why: "Tools that were installed are links to these." },
        cost: "Versions of tools are looked up again. What is installed stays.",
      },
    ],
    processes: { programs: ["mise"] },
  },
  {
    // code.claude.com/docs/en/claude-directory, Application data, Cleaned up automatically
    id: "claude",
    name: "Claude Code",
    group: "Editors",
    places: {
      home: {
        environment: ["${CLAUDE_CONFIG_DIR}"],
        defaults: { darwin: ["~/.claude"], win32: ["%USERPROFILE%\\.claude"], linux: ["~/.claude"] },
      },
    },
    targets: [
      {
        id: "claude.logs",
        label: "Debug logs",
        tier: "safe",
        place: "home",
        paths: ["debug"],
        removable: true,
        proof: [`${hex(8)}-${hex(4)}-${hex(4)}-*.txt`],
        cost: "Nothing, unless you mean to report a failure. Conversations, memory and settings stay.",
      },
    ],
    processes: { programs: ["claude"] },
  },
];
