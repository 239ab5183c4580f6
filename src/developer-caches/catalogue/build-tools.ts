/** Bazel, Bazelisk, Zig, Stack, golangci-lint and rustup. */
import { hex } from "../../files/patterns";
import type { Tool } from "../tool";

export const buildTools: Tool[] = [
  {
    // bazel.build/remote/output-directories, bazel.build/docs/user-manual (the server); bazelbuild/bazelisk, core/core.go
    id: "bazel",
    name: "Bazel",
    group: "Build Tools",
    places: {
      user: {
        defaults: {
          darwin: ["${XDG_CACHE_HOME:-~/Library/Caches}/bazel/_bazel_*", "/private/var/tmp/_bazel_${USER}"],
          win32: ["%USERPROFILE%\\_bazel_*"],
          linux: ["${XDG_CACHE_HOME:-~/.cache}/bazel/_bazel_*"],
        },
      },
      bazelisk: {
        environment: ["${BAZELISK_HOME}"],
        defaults: {
          darwin: ["~/Library/Caches/bazelisk"],
          win32: ["%LOCALAPPDATA%\\bazelisk"],
          linux: ["${XDG_CACHE_HOME:-~/.cache}/bazelisk"],
        },
      },
    },
    targets: [
      {
        id: "bazel.outputs",
        label: "What was built in each workspace",
        tier: "review",
        place: "user",
        paths: [""],
        removable: true,
        holds: [hex(32), "install"],
        proof: [`${hex(32)}/DO_NOT_BUILD_HERE`, `install/${hex(32)}`],
        cost: "Workspaces build from scratch, and their links “bazel-bin” and the like lead nowhere until then.",
      },
      {
        id: "bazel.downloads",
        label: "Downloaded repositories",
        tier: "review",
        place: "user",
        paths: ["cache/repos"],
        removable: true,
        proof: ["v1/content_addressable", "v1/contents"],
        cost: "Dependencies are downloaded again with the next build; builds without a network fail until then.",
      },
      {
        id: "bazel.versions",
        label: "Versions of Bazel",
        tier: "safe",
        place: "bazelisk",
        paths: [""],
        removable: true,
        holds: ["downloads"],
        proof: ["downloads/sha256", "downloads/bazelbuild", "downloads/metadata"],
        cost: "Bazelisk downloads the version that a workspace asks for again.",
      },
    ],
    processes: {
      programs: ["bazel", "bazelisk"],
      commands: { "the Bazel server (bazel shutdown)": ["A-server.jar"] },
    },
  },
  {
    // ziglang/zig, src/introspect.zig, src/Compilation.zig and lib/std/Build/Cache.zig
    id: "zig",
    name: "Zig",
    group: "Build Tools",
    places: {
      cache: {
        environment: ["${ZIG_GLOBAL_CACHE_DIR}"],
        defaults: {
          darwin: ["${XDG_CACHE_HOME:-~/.cache}/zig"],
          win32: ["%LOCALAPPDATA%\\zig"],
          linux: ["${XDG_CACHE_HOME:-~/.cache}/zig"],
        },
      },
    },
    targets: [
      {
        id: "zig.cache",
        label: "Compiled objects and fetched packages",
        tier: "safe",
        place: "cache",
        paths: [""],
        removable: true,
        holds: ["b", "h", "o", "p", "tmp", "z"],
        proof: [`o/${hex(32)}`, `h/${hex(32)}*`, `z/${hex(32)}`, "p/*/build.zig"],
        cost: "The next builds start from scratch, and fetch their packages again.",
      },
    ],
    processes: { programs: ["zig"], aliases: { "zls, which an editor starts": ["zls"] } },
  },
  {
    // docs.haskellstack.org, Stack root (which of it can be deleted), STACK_ROOT, local-programs-path
    id: "stack",
    name: "Stack",
    group: "Build Tools",
    places: {
      root: {
        environment: ["${STACK_ROOT}"],
        defaults: {
          darwin: ["~/.stack", "${XDG_DATA_HOME:-~/.local/share}/stack"],
          win32: ["%APPDATA%\\stack"],
          linux: ["~/.stack", "${XDG_DATA_HOME:-~/.local/share}/stack"],
        },
      },
      programs: {
        environment: ["${STACK_ROOT}/programs"],
        settings: [
          {
            files: {
              darwin: ["${STACK_ROOT}/config.yaml", "~/.stack/config.yaml"],
              win32: ["%STACK_ROOT%\\config.yaml", "%APPDATA%\\stack\\config.yaml"],
              linux: ["${STACK_ROOT}/config.yaml", "~/.stack/config.yaml"],
            },
            format: "yaml",
            key: "local-programs-path",
          },
        ],
        defaults: {
          darwin: ["~/.stack/programs", "${XDG_DATA_HOME:-~/.local/share}/stack/programs"],
          win32: ["%LOCALAPPDATA%\\Programs\\stack", "%APPDATA%\\stack\\programs"],
          linux: ["~/.stack/programs", "${XDG_DATA_HOME:-~/.local/share}/stack/programs"],
        },
      },
    },
    targets: [
      {
        id: "stack.index",
        label: "Index of packages",
        tier: "review",
        place: "root",
        paths: ["pantry"],
        removable: true,
        proof: ["pantry.sqlite3", "hackage"],
        cost: "The index is downloaded again, about a gigabyte; builds without a network fail until then.",
      },
      {
        id: "stack.snapshots",
        label: "Built packages of snapshots",
        tier: "review",
        place: "root",
        paths: ["snapshots"],
        removable: true,
        proof: ["*/*/*/pkgdb", "*/pkgdb"],
        cost: "Dependencies of projects are built again, which can take hours.",
      },
      {
        id: "stack.programs",
        label: "Compilers",
        tier: "review",
        place: "programs",
        paths: [""],
        removable: true,
        proof: ["*/*.installed"],
        cost: "GHC is downloaded again, some hundred megabytes a version; editors that use it fail until then.",
      },
    ],
    processes: {
      programs: ["stack", "ghc", "ghci"],
      aliases: { "the Haskell language server, which an editor starts": ["haskell-language-server"] },
    },
  },
  {
    // golangci/golangci-lint, internal/go/cache/default.go and cache.go: a copy of Go's own, without what fuzzing finds
    id: "golangci-lint",
    name: "golangci-lint",
    group: "Go",
    places: {
      cache: {
        environment: ["${GOLANGCI_LINT_CACHE}"],
        defaults: {
          darwin: ["~/Library/Caches/golangci-lint"],
          win32: ["%LOCALAPPDATA%\\golangci-lint"],
          linux: ["${XDG_CACHE_HOME:-~/.cache}/golangci-lint"],
        },
      },
    },
    targets: [
      {
        id: "golangci-lint.cache",
        label: "Results of analysis",
        tier: "safe",
        place: "cache",
        paths: [""],
        removable: true,
        holds: [hex(2), "README", "trim.txt"],
        proof: [`${hex(2)}/*-[ad]`],
        cost: "The next run analyzes everything anew.",
      },
    ],
    processes: { programs: ["golangci-lint"] },
  },
  {
    // rust-lang/rustup, src/config.rs, src/dist/download.rs and src/dist/temp.rs
    id: "rustup",
    name: "rustup",
    group: "Rust",
    places: {
      home: {
        environment: ["${RUSTUP_HOME}"],
        defaults: { darwin: ["~/.rustup"], win32: ["%USERPROFILE%\\.rustup"], linux: ["~/.rustup"] },
      },
    },
    targets: [
      {
        id: "rustup.downloads",
        label: "Downloads and temporary files",
        tier: "safe",
        place: "home",
        paths: ["downloads", "tmp"],
        removable: true,
        proof: [hex(64), `${hex(64)}.partial`, "*_dir", "*_file*"],
        cost: "What rustup began to download begins anew.",
      },
      {
        id: "rustup.toolchains",
        label: "Toolchains",
        tier: "review",
        place: "home",
        paths: ["toolchains"],
        removable: false,
        showOnly: "They are what you build with: “rustup toolchain uninstall” removes one.",
        cost: "A toolchain is downloaded again, one of your own is gone.",
      },
    ],
    processes: { programs: ["rustup", "rustup-init"] },
  },
];
