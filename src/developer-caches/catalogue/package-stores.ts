/** vcpkg, Conan, Nix and Scoop. */
import { hex } from "../../files/patterns";
import type { Tool } from "../tool";

export const packageStores: Tool[] = [
  {
    // learn.microsoft.com/vcpkg, Default local vcpkg binary cache
    id: "vcpkg",
    name: "vcpkg",
    group: "C and C++",
    places: {
      archives: {
        environment: ["${VCPKG_DEFAULT_BINARY_CACHE}"],
        defaults: {
          darwin: ["${XDG_CACHE_HOME:-~/.cache}/vcpkg/archives"],
          win32: ["%LOCALAPPDATA%\\vcpkg\\archives", "%APPDATA%\\vcpkg\\archives"],
          linux: ["${XDG_CACHE_HOME:-~/.cache}/vcpkg/archives"],
        },
      },
    },
    targets: [
      {
        id: "vcpkg.archives",
        label: "Built packages",
        tier: "review",
        place: "archives",
        paths: [""],
        removable: true,
        holds: [hex(2)],
        proof: [`${hex(2)}/${hex(64)}.zip`],
        cost: "Packages are built again when a project next needs them, which can take hours.",
      },
    ],
    processes: { programs: ["vcpkg"] },
  },
  {
    // docs.conan.io, conan cache: “clean” leaves recipes and packages, of which some may be nowhere else
    id: "conan",
    name: "Conan",
    group: "C and C++",
    places: {
      home: {
        environment: ["${CONAN_HOME}"],
        defaults: { darwin: ["~/.conan2"], win32: ["%USERPROFILE%\\.conan2"], linux: ["~/.conan2"] },
      },
    },
    targets: [
      {
        id: "conan.cache",
        label: "Packages, with their sources and builds",
        tier: "tool-only",
        place: "home",
        paths: ["p"],
        removable: false,
        proof: ["cache.sqlite3"],
        commands: [
          {
            program: "conan",
            arguments: ["cache", "clean", "*"],
            environment: { CONAN_HOME: "{place}" },
            timeout: 600_000,
          },
        ],
        cost: "Sources are downloaded and unpacked again for the next build.",
        note: "Packages and recipes stay: only what they were built of goes.",
      },
    ],
    processes: { programs: ["conan"] },
  },
  {
    // NixOS/nix, src/libutil/users.cc (getCacheDir), src/libexpr/eval-cache.cc, src/libfetchers
    id: "nix",
    name: "Nix",
    group: "System",
    places: {
      cache: {
        defaults: {
          darwin: ["${XDG_CACHE_HOME:-~/.cache}/nix"],
          linux: ["${XDG_CACHE_HOME:-~/.cache}/nix"],
        },
      },
    },
    targets: [
      {
        id: "nix.cache",
        label: "Evaluations and fetched sources",
        tier: "safe",
        place: "cache",
        paths: [""],
        removable: true,
        holds: ["binary-cache-v*", "eval-cache-v*", "fetcher-cache-v*", "flake-registry*", "gitv*", "tarball-cache*"],
        proof: ["eval-cache-v[0-9]/*.sqlite", "gitv[0-9]/*", "tarball-cache*/objects"],
        cost: "Flakes are evaluated, and their inputs fetched, again. The store stays.",
      },
    ],
    processes: { programs: ["nix", "nix-build", "nix-env", "nix-shell"] },
  },
  {
    // ScoopInstaller/Scoop, lib/core.ps1 ($cachedir, cache_path)
    id: "scoop",
    name: "Scoop",
    group: "System",
    places: {
      cache: {
        environment: ["${SCOOP_CACHE}", "${SCOOP}/cache"],
        settings: ["cache_path", "cachePath"].map((key) => ({
          files: { win32: ["~\\.config\\scoop\\config.json"] },
          format: "json" as const,
          key,
        })),
        defaults: { win32: ["%USERPROFILE%\\scoop\\cache"] },
      },
    },
    targets: [
      {
        id: "scoop.cache",
        label: "Downloads",
        tier: "safe",
        place: "cache",
        paths: [""],
        removable: true,
        proof: ["*#[0-9a-z]*#*"],
        cost: "An app is downloaded again when it is next installed.",
      },
    ],
    processes: { programs: ["scoop"], commands: { Scoop: ["\\scoop\\apps\\scoop\\current\\bin\\scoop.ps1"] } },
  },
];
