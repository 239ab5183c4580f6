/** npm, Yarn, pnpm, Bun, Deno, Corepack, and what Electron and node-gyp download. */
import { hex } from "../../files/patterns";
import type { Tool } from "../tool";

/** The global configuration of each Node that a version manager installed. */
const ofNodes = ["~/.nvm/versions/node/*/etc/npmrc", "~/.local/share/fnm/node-versions/*/installation/etc/npmrc"];

const npmrc = {
  darwin: ["${npm_config_userconfig}", "~/.npmrc", ...ofNodes, "/opt/homebrew/etc/npmrc", "/usr/local/etc/npmrc"],
  win32: ["%npm_config_userconfig%", "~\\.npmrc", "%APPDATA%\\npm\\etc\\npmrc"],
  linux: ["${npm_config_userconfig}", "~/.npmrc", ...ofNodes, "/etc/npmrc", "/usr/etc/npmrc", "/usr/local/etc/npmrc"],
};

const pnpmConfiguration = {
  darwin: ["${XDG_CONFIG_HOME:-~/Library/Preferences}/pnpm/rc", "~/.npmrc"],
  win32: ["%LOCALAPPDATA%\\pnpm\\config\\rc", "~\\.npmrc"],
  linux: ["${XDG_CONFIG_HOME:-~/.config}/pnpm/rc", "~/.npmrc"],
};

const pnpmYaml = {
  darwin: ["${XDG_CONFIG_HOME:-~/Library/Preferences}/pnpm/config.yaml"],
  win32: ["%LOCALAPPDATA%\\pnpm\\config\\config.yaml"],
  linux: ["${XDG_CONFIG_HOME:-~/.config}/pnpm/config.yaml"],
};

/** npm logs every command it runs into its cache: asking must not fill what is shown. */
const npmQuiet = { npm_config_logs_max: "0", npm_config_update_notifier: "false" };

export const javascript: Tool[] = [
  {
    id: "npm",
    name: "npm",
    group: "JavaScript",
    places: {
      cache: {
        environment: ["${npm_config_cache}", "${NPM_CONFIG_CACHE}"],
        settings: [{ files: npmrc, format: "ini", key: "cache" }],
        defaults: {
          darwin: ["~/.npm"],
          win32: ["%LOCALAPPDATA%\\npm-cache", "%APPDATA%\\npm-cache"],
          linux: ["~/.npm"],
        },
      },
    },
    targets: [
      {
        id: "npm.cacache",
        label: "Downloaded packages",
        tier: "safe",
        place: "cache",
        paths: ["_cacache"],
        removable: true,
        commands: [
          {
            program: "npm",
            arguments: ["cache", "clean", "--force"],
            environment: { npm_config_cache: "{place}", ...npmQuiet },
          },
        ],
        proof: ["content-v[0-9]", "index-v[0-9]"],
        cost: "Packages are downloaded again when they are next installed.",
      },
      {
        id: "npm.npx",
        label: "Programs installed by npx",
        tier: "review",
        place: "cache",
        paths: ["_npx"],
        removable: true,
        proof: [hex(16)],
        cost: "npx downloads them again. What was started with npx, servers of AI assistants too, runs from here.",
      },
      {
        id: "npm.logs",
        label: "Logs",
        tier: "safe",
        place: "cache",
        paths: ["_logs"],
        removable: true,
        proof: ["*-debug*.log"],
        cost: "Nothing, unless you mean to report a failure of npm.",
      },
    ],
    // Not asked where it is: its caches follow from variables, its files and defaults, and each `npm` makes `~/.npm`.
    questions: [
      {
        label: "Programs installed by npx",
        program: "npm",
        arguments: ["cache", "npx", "ls"],
        environment: { npm_config_cache: "{place}", ...npmQuiet },
      },
    ],
    // Not “npm start” and the like, which run for days: npm checks what it reads from its cache and fetches it again.
    processes: {
      commands: {
        npm: ["install", "ci", "i ", "add", "update"].flatMap((verb) => [
          `npm ${verb}`,
          `npm-cli.js ${verb}`,
          `npm-cli.js" ${verb}`,
        ]),
      },
    },
  },
  {
    id: "yarn1",
    name: "Yarn Classic",
    group: "JavaScript",
    places: {
      cache: {
        environment: ["${YARN_CACHE_FOLDER}"],
        settings: [
          {
            files: { darwin: ["~/.yarnrc"], win32: ["~\\.yarnrc"], linux: ["~/.yarnrc"] },
            format: "ini",
            key: "cache-folder",
          },
        ],
        defaults: {
          darwin: ["~/Library/Caches/Yarn", "${XDG_CACHE_HOME}/yarn"],
          win32: ["%LOCALAPPDATA%\\Yarn\\Cache"],
          linux: ["${XDG_CACHE_HOME:-~/.cache}/yarn"],
        },
      },
    },
    targets: [
      {
        id: "yarn1.cache",
        label: "Downloaded packages",
        tier: "safe",
        place: "cache",
        paths: [""],
        removable: true,
        commands: [
          {
            program: "yarn",
            arguments: ["cache", "clean"],
            environment: { YARN_CACHE_FOLDER: "{root}", COREPACK_ENABLE_NETWORK: "0" },
            version: "^1\\.",
          },
        ],
        holds: ["v[0-9]*", ".tmp"],
        proof: ["v[0-9]*/npm-*"],
        cost: "Packages are downloaded again when they are next installed.",
      },
    ],
    processes: { aliases: { Yarn: ["yarn", "yarnpkg"] } },
  },
  {
    id: "yarn-berry",
    name: "Yarn",
    group: "JavaScript",
    places: {
      global: {
        environment: ["${YARN_GLOBAL_FOLDER}"],
        settings: [
          {
            files: { darwin: ["~/.yarnrc.yml"], win32: ["~\\.yarnrc.yml"], linux: ["~/.yarnrc.yml"] },
            format: "yaml",
            key: "globalFolder",
          },
        ],
        defaults: {
          darwin: ["~/.yarn/berry", "${XDG_DATA_HOME}/yarn/berry"],
          win32: ["%LOCALAPPDATA%\\Yarn\\Berry"],
          linux: ["~/.yarn/berry", "${XDG_DATA_HOME}/yarn/berry"],
        },
      },
      cache: {
        settings: [
          {
            files: { darwin: ["~/.yarnrc.yml"], win32: ["~\\.yarnrc.yml"], linux: ["~/.yarnrc.yml"] },
            format: "yaml",
            key: "cacheFolder",
          },
        ],
        defaults: {},
      },
    },
    targets: [
      {
        id: "yarn-berry.cache",
        label: "Downloaded packages",
        tier: "review",
        place: "global",
        paths: ["cache"],
        removable: true,
        holds: ["*.zip", "*.tgz", "*.tmp", ".gitignore"],
        proof: ["*-npm-[0-9]*-*.zip", "*-patch-*-*.zip"],
        cost: "Packages are downloaded again. Plug'n'Play projects load code from here: they need “yarn install” first.",
      },
      {
        id: "yarn-berry.metadata",
        label: "Answers of package indexes",
        tier: "safe",
        place: "global",
        paths: ["metadata"],
        removable: true,
        proof: ["npm/*.*", "npm/v[0-9]*/*.*"],
        cost: "The next install asks the indexes again.",
      },
      {
        id: "yarn-berry.folder",
        label: "Downloaded packages in a folder of your own",
        tier: "review",
        place: "cache",
        paths: [""],
        removable: false,
        showOnly: "A project may have this folder under version control: then it is the only copy it has.",
        cost: "Clear it with “yarn cache clean” inside a project.",
      },
    ],
    processes: {
      aliases: { Yarn: ["yarn"] },
      commands: { Yarn: ["/.yarn/releases/yarn-", "\\.yarn\\releases\\yarn-"] },
    },
  },
  {
    id: "pnpm",
    name: "pnpm",
    group: "JavaScript",
    places: {
      store: {
        environment: ["${npm_config_store_dir}", "${pnpm_config_store_dir}", "${PNPM_HOME}/store"],
        settings: [
          { files: pnpmConfiguration, format: "ini", key: "store-dir" },
          { files: pnpmYaml, format: "yaml", key: "storeDir" },
        ],
        defaults: {
          darwin: ["~/Library/pnpm/store", "${XDG_DATA_HOME}/pnpm/store", "/Volumes/*/.pnpm-store"],
          // A project on another volume has its store there, so that files can be linked.
          win32: ["%LOCALAPPDATA%\\pnpm\\store", ..."CDEFGHIJ".split("").map((drive) => `${drive}:\\.pnpm-store`)],
          linux: [
            "${XDG_DATA_HOME:-~/.local/share}/pnpm/store",
            "/mnt/*/.pnpm-store",
            "/media/*/*/.pnpm-store",
            "/run/media/*/*/.pnpm-store",
          ],
        },
      },
      cache: {
        environment: ["${npm_config_cache_dir}", "${pnpm_config_cache_dir}"],
        settings: [
          { files: pnpmConfiguration, format: "ini", key: "cache-dir" },
          { files: pnpmYaml, format: "yaml", key: "cacheDir" },
        ],
        defaults: {
          darwin: ["~/Library/Caches/pnpm", "${XDG_CACHE_HOME}/pnpm"],
          win32: ["%LOCALAPPDATA%\\pnpm-cache"],
          linux: ["${XDG_CACHE_HOME:-~/.cache}/pnpm"],
        },
      },
    },
    targets: [
      {
        id: "pnpm.store",
        label: "Store of packages",
        tier: "tool-only",
        place: "store",
        paths: [""],
        removable: false,
        proof: [`v[0-9]*/files/${hex(2)}`],
        commands: [
          {
            program: "pnpm",
            arguments: ["store", "prune", "--store-dir", "{root}"],
            environment: { COREPACK_ENABLE_NETWORK: "0" },
            timeout: 600_000,
          },
        ],
        sharing: { darwin: "clones", linux: "hard links", win32: "hard links" },
        cost: "pnpm removes packages that no project uses; another branch may have to download them again.",
        note: "Stores of older formats stay: pnpm looks only into its own.",
      },
      {
        id: "pnpm.cache",
        label: "Index answers and programs run by pnpm dlx",
        tier: "review",
        place: "cache",
        paths: [""],
        removable: true,
        holds: ["metadata*", "dlx*", "v[0-9]*"],
        proof: ["metadata*/*.*/*", "v[0-9]*/metadata*/*.*/*"],
        cost: "The next install asks the indexes again; what runs by pnpm dlx is installed again.",
      },
    ],
    locate: [{ place: "store", program: "pnpm", arguments: ["store", "path"], answer: "folder of line" }],
    questions: [
      {
        label: "Packages changed in the store",
        program: "pnpm",
        arguments: ["store", "status", "--store-dir", "{place}"],
      },
    ],
    processes: { programs: ["pnpm", "pnpx"] },
  },
  {
    id: "bun",
    name: "Bun",
    group: "JavaScript",
    places: {
      cache: {
        environment: [
          "${BUN_INSTALL_CACHE_DIR}",
          "${BUN_INSTALL}/install/cache",
          "${XDG_CACHE_HOME}/.bun/install/cache",
        ],
        settings: [
          {
            files: {
              darwin: ["~/.bunfig.toml", "${XDG_CONFIG_HOME}/.bunfig.toml"],
              win32: ["~\\.bunfig.toml"],
              linux: ["~/.bunfig.toml", "${XDG_CONFIG_HOME}/.bunfig.toml"],
            },
            format: "toml",
            key: "install.cache.dir",
          },
        ],
        defaults: {
          darwin: ["~/.bun/install/cache"],
          win32: ["%USERPROFILE%\\.bun\\install\\cache"],
          linux: ["~/.bun/install/cache"],
        },
      },
    },
    targets: [
      {
        id: "bun.cache",
        label: "Downloaded packages",
        tier: "safe",
        place: "cache",
        paths: [""],
        removable: true,
        commands: [
          { program: "bun", arguments: ["pm", "cache", "rm"], environment: { BUN_INSTALL_CACHE_DIR: "{root}" } },
        ],
        proof: ["*.npm", "*@[0-9]*@@@*"],
        sharing: { darwin: "clones", linux: "hard links", win32: "hard links" },
        cost: "Packages are downloaded again when they are next installed.",
      },
    ],
    processes: { aliases: { Bun: ["bun", "bunx"] } },
  },
  {
    id: "deno",
    name: "Deno",
    group: "JavaScript",
    places: {
      cache: {
        environment: ["${DENO_DIR}"],
        defaults: {
          darwin: ["~/Library/Caches/deno", "${XDG_CACHE_HOME}/deno"],
          win32: ["%LOCALAPPDATA%\\deno"],
          linux: ["${XDG_CACHE_HOME:-~/.cache}/deno"],
        },
      },
    },
    targets: [
      {
        id: "deno.modules",
        label: "Remote modules, npm packages and compiled code",
        tier: "safe",
        place: "cache",
        paths: ["remote", "deps", "npm", "gen"],
        removable: true,
        proof: ["https", "http", "file", "npm", "registry.*"],
        cost: "Modules are downloaded and compiled again.",
        note: "Not cleared by “deno clean”, which would remove what programs stored, too.",
      },
      {
        id: "deno.storage",
        label: "Data of programs: localStorage and Deno KV",
        tier: "never",
        place: "cache",
        paths: ["location_data"],
        removable: false,
        cost: "This is data that programs stored, not a cache.",
      },
    ],
    processes: { aliases: { Deno: ["deno"] } },
  },
  {
    id: "corepack",
    name: "Corepack",
    group: "JavaScript",
    places: {
      cache: {
        environment: ["${COREPACK_HOME}"],
        defaults: {
          darwin: ["${XDG_CACHE_HOME:-~/.cache}/node/corepack"],
          win32: ["%LOCALAPPDATA%\\node\\corepack"],
          linux: ["${XDG_CACHE_HOME:-~/.cache}/node/corepack"],
        },
      },
    },
    targets: [
      {
        id: "corepack.cache",
        label: "Package managers: Yarn, pnpm and npm",
        tier: "safe",
        place: "cache",
        paths: [""],
        removable: true,
        holds: ["v[0-9]*"],
        proof: ["v[0-9]*/*/[0-9]*"],
        cost: "Package managers are downloaded again when a project next asks for them.",
      },
    ],
    processes: { programs: ["pnpm"], aliases: { Corepack: ["corepack"], Yarn: ["yarn"] } },
  },
  {
    id: "electron",
    name: "Electron and node-gyp",
    group: "JavaScript",
    places: {
      electron: {
        environment: ["${electron_config_cache}", "${ELECTRON_CACHE}"],
        defaults: {
          darwin: ["~/Library/Caches/electron"],
          win32: ["%LOCALAPPDATA%\\electron\\Cache"],
          linux: ["${XDG_CACHE_HOME:-~/.cache}/electron"],
        },
      },
      builder: {
        environment: ["${ELECTRON_BUILDER_CACHE}"],
        defaults: {
          darwin: ["~/Library/Caches/electron-builder"],
          win32: ["%LOCALAPPDATA%\\electron-builder\\Cache"],
          linux: ["${XDG_CACHE_HOME:-~/.cache}/electron-builder"],
        },
      },
      headers: {
        environment: ["${npm_config_devdir}"],
        defaults: {
          darwin: ["~/Library/Caches/node-gyp"],
          win32: ["%LOCALAPPDATA%\\node-gyp\\Cache"],
          linux: ["${XDG_CACHE_HOME:-~/.cache}/node-gyp"],
        },
      },
    },
    targets: [
      {
        id: "electron.downloads",
        label: "Electron downloads",
        tier: "safe",
        place: "electron",
        paths: [""],
        removable: true,
        holds: [`${hex(16)}*`, "electron-*", "ffmpeg-*", "chromedriver-*", "SHASUMS256.txt*"],
        proof: [`${hex(64)}/*-v[0-9]*.zip`, "electron-v[0-9]*.zip"],
        cost: "Electron is downloaded again when it is next installed.",
      },
      {
        id: "electron.builder",
        label: "Tools of electron-builder",
        tier: "safe",
        place: "builder",
        paths: [""],
        removable: true,
        proof: ["winCodeSign/winCodeSign-[0-9]*", "nsis/nsis-*", "appimage/appimage-[0-9]*", "fpm/fpm-[0-9]*"],
        cost: "The tools are downloaded again with the next build of an installer.",
      },
      {
        id: "electron.headers",
        label: "Headers of Node for native modules",
        tier: "safe",
        place: "headers",
        paths: [""],
        removable: true,
        holds: ["[0-9]*.[0-9]*"],
        proof: ["*/installVersion"],
        cost: "Headers are downloaded again when a native module is next built.",
      },
    ],
    processes: { programs: ["electron-builder", "node-gyp"] },
  },
];
