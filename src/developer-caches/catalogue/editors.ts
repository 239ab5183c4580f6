/** VS Code and editors made of it. */
import { hex } from "../../files/patterns";
import type { Processes, Tool } from "../tool";

interface Editor {
  id: string;
  name: string;
  /** What its folders of data are called. */
  products: string[];
  environment?: string[];
  processes: Processes;
}

/**
 * Sources: vscode, userDataPath.ts (where), codeCacheCleaner.ts and userDataProfile.ts (`CachedData`, `CachedProfilesData`),
 * environmentService.ts (`CachedExtensionVSIXs`, `logs`, and what is data: `User`, `Backups`, `Workspaces`); Electron, session
 * (`clearCache`, `clearCodeCaches`); Chromium, gpu_disk_cache_factory.cc.
 */
function editor({ id, name, products, environment = [], processes }: Editor): Tool {
  return {
    id,
    name,
    group: "Editors",
    places: {
      data: {
        environment: [...environment, ...products.map((product) => `\${VSCODE_APPDATA}/${product}`)],
        defaults: {
          darwin: products.map((product) => `~/Library/Application Support/${product}`),
          win32: products.map((product) => `%APPDATA%\\${product}`),
          linux: products.map((product) => `\${XDG_CONFIG_HOME:-~/.config}/${product}`),
        },
      },
    },
    targets: [
      {
        id: `${id}.pages`,
        label: "Pages, their scripts and shaders",
        tier: "safe",
        place: "data",
        paths: ["Cache", "Code Cache", "GPUCache", "GrShaderCache", "DawnCache", "DawnGraphiteCache"].concat([
          "DawnWebGPUCache",
        ]),
        removable: true,
        proof: ["Cache_Data/index", "js/index", "wasm/index", "data_[0-9]"],
        cost: "Pages of extensions and of the marketplace load slowly once.",
      },
      {
        id: `${id}.compiled`,
        label: "Compiled scripts, lists of extensions",
        tier: "safe",
        place: "data",
        paths: ["CachedData", "CachedProfilesData"],
        removable: true,
        proof: [hex(40), "*/extensions.*.cache"],
        cost: "The editor starts slowly once.",
      },
      {
        id: `${id}.downloads`,
        label: "Downloaded packages of extensions",
        tier: "safe",
        place: "data",
        paths: ["CachedExtensionVSIXs"],
        removable: true,
        proof: ["*.*-[0-9]*.[0-9]*"],
        cost: "An extension that is installed again is downloaded again; those that are installed stay.",
      },
      {
        id: `${id}.logs`,
        label: "Logs",
        tier: "safe",
        place: "data",
        paths: ["logs"],
        removable: true,
        proof: [`${"[0-9]".repeat(8)}T${"[0-9]".repeat(6)}`],
        cost: `Nothing, unless you mean to report a failure of ${name}.`,
      },
      {
        id: `${id}.data`,
        label: "Settings, history and unsaved files",
        tier: "never",
        place: "data",
        paths: ["User", "Backups", "Workspaces"],
        removable: false,
        cost: "Settings, earlier versions of files, what extensions and chats stored, and files that were never saved.",
      },
    ],
    processes,
  };
}

export const editors: Tool[] = [
  editor({
    id: "vscode",
    name: "VS Code",
    products: ["Code", "Code - Insiders", "VSCodium"],
    environment: ["${VSCODE_PORTABLE}/user-data"],
    processes: {
      aliases: { "VS Code": ["code", "code-insiders"], VSCodium: ["codium", "vscodium"] },
      commands: {
        "VS Code": ["/Visual Studio Code.app/", "/Visual Studio Code - Insiders.app/", "\\Code - Insiders.exe"],
        VSCodium: ["/VSCodium.app/"],
      },
    },
  }),
  editor({
    id: "cursor",
    name: "Cursor",
    products: ["Cursor"],
    processes: { programs: ["Cursor"], commands: { Cursor: ["/Cursor.app/"] } },
  }),
  editor({
    id: "windsurf",
    name: "Windsurf",
    products: ["Windsurf"],
    processes: { programs: ["Windsurf"], commands: { Windsurf: ["/Windsurf.app/"] } },
  }),
];
