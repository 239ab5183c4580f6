/** Cargo, Go, Composer, RubyGems, NuGet, pub and the compiler caches. */
import { hex } from "../../files/patterns";
import type { Tool } from "../tool";

const goSettings = {
  darwin: ["${GOENV}", "~/Library/Application Support/go/env"],
  win32: ["%GOENV%", "%APPDATA%\\go\\env"],
  linux: ["${GOENV}", "${XDG_CONFIG_HOME:-~/.config}/go/env"],
};

const nugetSettings = {
  darwin: ["~/.nuget/NuGet/NuGet.Config", "~/.config/NuGet/NuGet.Config"],
  win32: ["%APPDATA%\\NuGet\\NuGet.Config"],
  linux: ["~/.nuget/NuGet/NuGet.Config", "~/.config/NuGet/NuGet.Config"],
};

const nugetFolder = (name: string) => ({
  darwin: [`\${XDG_DATA_HOME:-~/.local/share}/NuGet/${name}`],
  win32: [`%LOCALAPPDATA%\\NuGet\\${name}`],
  linux: [`\${XDG_DATA_HOME:-~/.local/share}/NuGet/${name}`],
});

const nugetClear = (kind: string, variable: string) => [
  {
    program: "dotnet",
    arguments: ["nuget", "locals", kind, "--clear"],
    environment: { [variable]: "{root}", DOTNET_CLI_TELEMETRY_OPTOUT: "1", DOTNET_NOLOGO: "1" },
  },
];

const hexadecimal = "[0-9a-f]";
/** Cargo names what belongs to a registry or a repository after it, and a hash. */
const hashed = `*-${hexadecimal.repeat(16)}`;

export const languages: Tool[] = [
  {
    id: "cargo",
    name: "Cargo",
    group: "Rust",
    places: {
      home: {
        environment: ["${CARGO_HOME}"],
        defaults: { darwin: ["~/.cargo"], win32: ["%USERPROFILE%\\.cargo"], linux: ["~/.cargo"] },
      },
    },
    targets: [
      {
        id: "cargo.sources",
        label: "Unpacked sources",
        tier: "safe",
        place: "home",
        paths: ["registry/src", "git/checkouts"],
        removable: true,
        proof: [hashed],
        cost: "Unpacked again from the archives, without a download.",
      },
      {
        id: "cargo.archives",
        label: "Downloaded crates and cloned repositories",
        tier: "safe",
        place: "home",
        paths: ["registry/cache", "git/db"],
        removable: true,
        proof: [hashed],
        cost: "Crates are downloaded again with the next build.",
      },
      {
        id: "cargo.index",
        label: "Index of crates",
        tier: "review",
        place: "home",
        paths: ["registry/index"],
        removable: true,
        proof: [hashed],
        cost: "The index is fetched again; offline builds fail until then.",
      },
    ],
    processes: {
      programs: ["cargo", "rustc"],
      aliases: { "rust-analyzer, which an editor starts": ["rust-analyzer"] },
    },
  },
  {
    id: "go",
    name: "Go",
    group: "Go",
    places: {
      build: {
        environment: ["${GOCACHE}"],
        settings: [{ files: goSettings, format: "ini", key: "GOCACHE" }],
        defaults: {
          darwin: ["~/Library/Caches/go-build"],
          win32: ["%LOCALAPPDATA%\\go-build"],
          linux: ["${XDG_CACHE_HOME:-~/.cache}/go-build"],
        },
      },
      modules: {
        environment: ["${GOMODCACHE}", "${GOPATH...}/pkg/mod"],
        settings: [
          { files: goSettings, format: "ini", key: "GOMODCACHE" },
          { files: goSettings, format: "ini", key: "GOPATH", below: "pkg/mod" },
        ],
        defaults: { darwin: ["~/go/pkg/mod"], win32: ["%USERPROFILE%\\go\\pkg\\mod"], linux: ["~/go/pkg/mod"] },
      },
    },
    targets: [
      {
        id: "go.build",
        label: "Build and test results",
        tier: "safe",
        place: "build",
        paths: [""],
        removable: true,
        commands: [
          {
            program: "go",
            arguments: ["clean", "-cache"],
            environment: { GOCACHE: "{root}", GOFLAGS: "", GOTOOLCHAIN: "local" },
            timeout: 600_000,
          },
        ],
        holds: [`${hexadecimal}${hexadecimal}`, "README", "trim.txt", "testexpire.txt", "*.lock"],
        proof: [`${hexadecimal}${hexadecimal}/*-[ad]`],
        keep: { paths: ["fuzz"], why: "What fuzzing has found took its time and cannot be downloaded." },
        cost: "The next builds and tests start from scratch.",
      },
      {
        id: "go.modules",
        label: "Downloaded modules",
        tier: "tool-only",
        place: "modules",
        paths: [""],
        removable: false,
        proof: ["cache/download/*.*"],
        commands: [
          {
            program: "go",
            arguments: ["clean", "-modcache"],
            environment: { GOMODCACHE: "{root}", GOFLAGS: "", GOTOOLCHAIN: "local" },
            timeout: 600_000,
          },
        ],
        cost: "Modules are downloaded again with the next build.",
        note: "Cleared by Go itself: its files are read-only on purpose.",
      },
    ],
    // Not asked: its caches follow from variables, its own file and defaults, and each `go` begins to keep telemetry.
    processes: { programs: ["go", "dlv"], aliases: { "gopls, which an editor starts": ["gopls"] } },
  },
  {
    id: "composer",
    name: "Composer",
    group: "PHP",
    places: {
      cache: {
        environment: ["${COMPOSER_CACHE_DIR}", "${COMPOSER_HOME}/cache"],
        settings: [
          {
            files: {
              darwin: ["${COMPOSER_HOME:-~/.composer}/config.json"],
              win32: ["%APPDATA%\\Composer\\config.json"],
              linux: ["${COMPOSER_HOME:-~/.config/composer}/config.json", "~/.composer/config.json"],
            },
            format: "json",
            key: "config.cache-dir",
          },
        ],
        defaults: {
          darwin: ["~/Library/Caches/composer", "~/.composer/cache"],
          win32: ["%LOCALAPPDATA%\\Composer"],
          linux: ["${XDG_CACHE_HOME:-~/.cache}/composer", "~/.composer/cache"],
        },
      },
    },
    targets: [
      {
        id: "composer.cache",
        label: "Packages, index and cloned repositories",
        tier: "safe",
        place: "cache",
        paths: [""],
        removable: true,
        commands: [
          {
            program: "composer",
            arguments: ["clear-cache", "--no-interaction"],
            environment: { COMPOSER_CACHE_DIR: "{root}" },
          },
        ],
        holds: ["files", "repo", "vcs"],
        proof: ["repo/http*---*"],
        cost: "Packages are downloaded again when they are next installed.",
      },
    ],
    processes: { aliases: { Composer: ["composer", "composer.phar"] } },
  },
  {
    id: "ruby",
    name: "RubyGems and Bundler",
    group: "Ruby",
    places: {
      gems: {
        environment: ["${GEM_HOME}"],
        defaults: {
          darwin: ["~/.gem/ruby/*", "${XDG_DATA_HOME:-~/.local/share}/gem/ruby/*"],
          win32: ["%USERPROFILE%\\.gem\\ruby\\*", "%USERPROFILE%\\.local\\share\\gem\\ruby\\*"],
          linux: ["${XDG_DATA_HOME:-~/.local/share}/gem/ruby/*", "~/.gem/ruby/*"],
        },
      },
      bundler: {
        environment: ["${BUNDLE_USER_CACHE}", "${BUNDLE_USER_HOME}/cache"],
        defaults: {
          darwin: ["~/.bundle/cache"],
          win32: ["%USERPROFILE%\\.bundle\\cache"],
          linux: ["~/.bundle/cache"],
        },
      },
    },
    targets: [
      {
        id: "ruby.gems",
        label: "Downloaded gems",
        tier: "safe",
        place: "gems",
        paths: ["cache"],
        removable: true,
        holds: ["*.gem"],
        proof: ["../specifications"],
        cost: "Nothing while a gem stays installed; restoring a damaged one downloads it again.",
      },
      {
        id: "ruby.bundler",
        label: "Bundler's index and cloned repositories",
        tier: "safe",
        place: "bundler",
        paths: [""],
        removable: true,
        holds: ["compact_index", "git", "gems", "extensions"],
        proof: [`compact_index/*.[0-9]*.${hex(32)}`],
        cost: "Bundler fetches its index again and builds native extensions again.",
      },
    ],
    processes: { programs: ["gem"], aliases: { Bundler: ["bundle", "bundler"] } },
  },
  {
    id: "nuget",
    name: "NuGet",
    group: ".NET",
    places: {
      http: { environment: ["${NUGET_HTTP_CACHE_PATH}"], defaults: nugetFolder("v3-cache") },
      packages: {
        environment: ["${NUGET_PACKAGES}"],
        settings: [{ files: nugetSettings, format: "xml", key: "globalPackagesFolder" }],
        defaults: {
          darwin: ["~/.nuget/packages"],
          win32: ["%USERPROFILE%\\.nuget\\packages"],
          linux: ["~/.nuget/packages"],
        },
      },
      plugins: { environment: ["${NUGET_PLUGINS_CACHE_PATH}"], defaults: nugetFolder("plugins-cache") },
      temporary: {
        environment: ["${NUGET_SCRATCH}"],
        defaults: {
          darwin: ["${TMPDIR:-/tmp}/NuGetScratch"],
          win32: ["%TEMP%\\NuGetScratch"],
          linux: ["${TMPDIR:-/tmp}/NuGetScratch${USER}"],
        },
      },
    },
    targets: [
      {
        id: "nuget.http",
        label: "Answers of package indexes",
        tier: "safe",
        place: "http",
        paths: [""],
        removable: true,
        commands: nugetClear("http-cache", "NUGET_HTTP_CACHE_PATH"),
        proof: ["*$*"],
        cost: "The next restore asks the indexes again.",
      },
      {
        id: "nuget.packages",
        label: "Global packages",
        tier: "review",
        place: "packages",
        paths: [""],
        removable: true,
        commands: nugetClear("global-packages", "NUGET_PACKAGES"),
        proof: ["*/*/.nupkg.metadata"],
        cost: "Projects do not build until their packages are restored again.",
      },
      {
        id: "nuget.plugins",
        label: "Plug-ins",
        tier: "safe",
        place: "plugins",
        paths: [""],
        removable: true,
        commands: nugetClear("plugins-cache", "NUGET_PLUGINS_CACHE_PATH"),
        proof: [`${hex(40)}/*.dat`],
        cost: "What credential providers can do is asked for again.",
      },
      {
        id: "nuget.temporary",
        label: "Temporary files",
        tier: "safe",
        place: "temporary",
        paths: [""],
        removable: true,
        commands: nugetClear("temp", "NUGET_SCRATCH"),
        proof: ["lock"],
        cost: "Nothing, unless a restore is running.",
      },
    ],
    questions: [
      {
        label: "Folders",
        program: "dotnet",
        arguments: ["nuget", "locals", "all", "--list"],
        environment: { DOTNET_NOLOGO: "1" },
      },
    ],
    processes: {
      programs: ["dotnet", "MSBuild"],
      aliases: { NuGet: ["nuget"], "Visual Studio": ["devenv"], Rider: ["rider", "rider64"] },
      commands: { "a .NET build server (dotnet build-server shutdown)": ["VBCSCompiler", "/nodemode:", "rzc.dll"] },
    },
  },
  {
    id: "pub",
    name: "pub",
    group: "Dart",
    places: {
      cache: {
        environment: ["${PUB_CACHE}"],
        defaults: {
          darwin: ["~/.pub-cache"],
          win32: ["%LOCALAPPDATA%\\Pub\\Cache", "%APPDATA%\\Pub\\Cache"],
          linux: ["~/.pub-cache"],
        },
      },
    },
    targets: [
      {
        id: "pub.packages",
        label: "Downloaded packages and cloned repositories",
        tier: "review",
        place: "cache",
        paths: ["hosted", "hosted-hashes", "git"],
        removable: true,
        proof: ["pub.*", `*-${hexadecimal.repeat(40)}`],
        cost: "Projects do not run until “dart pub get”; programs you activated are compiled again.",
        note: "Not cleared by “dart pub cache clean”, which would remove activated programs too.",
      },
    ],
    processes: { aliases: { Dart: ["dart", "dartaotruntime"], Flutter: ["flutter"] } },
  },
  {
    id: "compiler-caches",
    name: "ccache and sccache",
    group: "C and C++",
    places: {
      ccache: {
        environment: ["${CCACHE_DIR}"],
        settings: [
          {
            files: {
              darwin: ["${CCACHE_CONFIGPATH}", "~/.ccache/ccache.conf", "~/Library/Preferences/ccache/ccache.conf"],
              win32: ["%CCACHE_CONFIGPATH%", "%LOCALAPPDATA%\\ccache\\ccache.conf", "%APPDATA%\\ccache\\ccache.conf"],
              linux: [
                "${CCACHE_CONFIGPATH}",
                "~/.ccache/ccache.conf",
                "${XDG_CONFIG_HOME:-~/.config}/ccache/ccache.conf",
              ],
            },
            format: "ini",
            key: "cache_dir",
          },
        ],
        defaults: {
          darwin: ["~/Library/Caches/ccache", "${XDG_CACHE_HOME}/ccache", "~/.ccache"],
          win32: ["%LOCALAPPDATA%\\ccache", "%USERPROFILE%\\.ccache"],
          linux: ["${XDG_CACHE_HOME:-~/.cache}/ccache", "~/.ccache"],
        },
      },
      sccache: {
        environment: ["${SCCACHE_DIR}"],
        defaults: {
          darwin: ["~/Library/Caches/Mozilla.sccache", "${XDG_CACHE_HOME}/sccache"],
          win32: ["%LOCALAPPDATA%\\Mozilla\\sccache", "%LOCALAPPDATA%\\Mozilla\\sccache\\cache"],
          linux: ["${XDG_CACHE_HOME:-~/.cache}/sccache"],
        },
      },
    },
    targets: [
      {
        id: "ccache.cache",
        label: "Compiled objects of ccache",
        tier: "safe",
        place: "ccache",
        paths: [""],
        removable: true,
        commands: [{ program: "ccache", arguments: ["--clear"], environment: { CCACHE_DIR: "{root}" } }],
        holds: [hexadecimal, "tmp", "lock"],
        proof: [`${hexadecimal}/${hexadecimal}`],
        keep: { paths: ["ccache.conf"], why: "Your settings." },
        cost: "The next builds compile everything.",
      },
      {
        id: "sccache.cache",
        label: "Compiled objects of sccache",
        tier: "safe",
        place: "sccache",
        paths: [""],
        removable: true,
        holds: [hexadecimal, "preprocessor"],
        proof: [`${hexadecimal}/${hexadecimal}`],
        cost: "The next builds compile everything.",
      },
    ],
    locate: [{ place: "ccache", program: "ccache", arguments: ["--get-config", "cache_dir"], answer: "line" }],
    questions: [
      {
        label: "ccache",
        program: "ccache",
        arguments: ["--show-stats"],
        environment: { CCACHE_DIR: "{place}" },
      },
    ],
    processes: { programs: ["ccache"], aliases: { "sccache (sccache --stop-server)": ["sccache"] } },
  },
];
