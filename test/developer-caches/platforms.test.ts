/** Whole folders of platforms and editors, as they lie on a disk: all that can be cleared is, and the rest stays as it was. */
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { catalogue } from "../../src/developer-caches/catalogue/catalogue";
import { clearTargets } from "../../src/developer-caches/clear";
import { findUsage } from "../../src/developer-caches/in-use";
import { resolveTools } from "../../src/developer-caches/resolve";
import { compareTrees, hashTree } from "../support/tree";
import { emptyMachine, onMachine, toolOf, write } from "./lay-out";

interface Folder {
  /** The target by which its tool is found. */
  of: string;
  /** Below the home directory. */
  at: string;
  /** Files that go. */
  cache: string[];
  /** Files that stay. */
  stays: string[];
}

const editor = (id: string, product: string): Folder => ({
  of: `${id}.pages`,
  at: `.config/${product}`,
  cache: [
    "Cache/Cache_Data/index",
    "Cache/Cache_Data/f_00001a",
    "Code Cache/js/index-dir/the-real-index",
    "Code Cache/wasm/index",
    "GPUCache/data_0",
    "DawnGraphiteCache/data_1",
    "DawnWebGPUCache/index",
    `CachedData/${"0a".repeat(20)}/chrome/js/3f0b5c1d8e_0`,
    "CachedProfilesData/__default__profile__/extensions.user.cache",
    "CachedExtensionVSIXs/ms-python.python-2025.4.0-linux-x64",
    "logs/20251101T081500/window1/exthost/exthost.log",
  ],
  stays: [
    "User/settings.json",
    "User/keybindings.json",
    "User/snippets/python.json",
    "User/globalStorage/state.vscdb",
    "User/workspaceStorage/5c1d8e0b/state.vscdb",
    "User/History/-3f0b5c1d/entries.json",
    "Backups/5c1d8e0b/untitled/-7f9c1a2e",
    "Workspaces/1730000000000/workspace.json",
    "Local Storage/leveldb/000003.log",
    "Session Storage/000003.log",
    "IndexedDB/vscode-webview_0.indexeddb.leveldb/000003.log",
    "Service Worker/CacheStorage/5c1d8e/index.txt",
    "WebStorage/1/IndexedDB/000003.log",
    "Cookies",
    "Network/Cookies",
    "Preferences",
    "machineid",
  ],
});

const folders: Folder[] = [
  {
    of: "android.lists",
    at: ".android",
    cache: [
      "cache/sdkbin-1_027553a3-sys-img2-1_xml",
      "cache/sdkinf-1_027553a3-sys-img2-1_xml",
      "build-cache/3.5.0/.cache-use-marker",
      "build-cache/3.5.0/3f0b5c1d8e/inputs",
      "build-cache/3.5.0/3f0b5c1d8e/output/jars/classes.jar",
    ],
    stays: [
      "adbkey",
      "adbkey.pub",
      "debug.keystore",
      "analytics.settings",
      "avd/Pixel_9.ini",
      "avd/Pixel_9.avd/config.ini",
      "avd/Pixel_9.avd/userdata-qemu.img.qcow2",
      "avd/Pixel_9.avd/snapshots/default_boot/ram.bin",
    ],
  },
  {
    of: "android.lists",
    at: "Android/Sdk",
    cache: [
      ".temp/PackageOperation01/unzip/ndk/source.properties",
      ".downloadIntermediates/arm64-v8a-35_r09.zip.asdownload",
    ],
    stays: [
      "licenses/android-sdk-license",
      "platforms/android-35/android.jar",
      "ndk/27.1.12297006/source.properties",
      "system-images/android-35/google_apis/arm64-v8a/system.img",
    ],
  },
  {
    of: "konan.compilers",
    at: ".konan",
    cache: [
      "kotlin-native-prebuilt-linux-x86_64-2.1.10/provisioned.ok",
      "kotlin-native-prebuilt-linux-x86_64-2.1.10/konan/konan.properties",
      "kotlin-native-prebuilt-linux-x86_64-2.1.10/klib/cache/linux_x64-gSTATIC/stdlib-cache/stdlib.a",
      "kotlin-native-linux-1.3.72/bin/konanc",
      "dependencies/.extracted",
      "dependencies/llvm-16.0.0-x86_64-linux-essentials-80/bin/clang",
      "cache/.lock",
      "cache/libffi-3.2.1-2-linux-x86-64.tar.gz",
    ],
    stays: ["klib/own-1.0.klib", "klib/unpacked/default/manifest", "notes.txt"],
  },
  editor("vscode", "Code"),
  editor("vscode", "VSCodium"),
  editor("cursor", "Cursor"),
  editor("windsurf", "Windsurf"),
];

it.each(folders)("of ~/$at goes what its tool makes again, and nothing else", async ({ of, at, cache, stays }) => {
  const machine = emptyMachine("linux");
  const victim = join(machine.root, "elsewhere/victim");
  for (const path of [...cache, ...stays]) write(join(onMachine(machine, at), path), path);
  for (const path of cache) symlinkSync(victim, join(onMachine(machine, at), `${path}-link`));
  for (const path of [
    ".vscode/extensions/a.b-1.0.0/package.json",
    ".codeium/windsurf/memories/a.md",
    ".cursor/mcp.json",
  ])
    write(onMachine(machine, path), "mine");
  const before = hashTree(machine.root);
  const { cleared } = await clearTargets(resolveTools([toolOf(of)], machine), machine, { evenIfInUse: true });

  const { gone, added, changed } = compareTrees(before, hashTree(machine.root));
  expect(cleared.flatMap(({ failures }) => failures)).toEqual([]);
  expect([added, changed]).toEqual([[], []]);
  const below = onMachine(machine, at).slice(machine.root.length + 1);
  const files = gone.filter((path) => before.get(path)?.type !== "directory");
  expect(files.sort()).toEqual(cache.flatMap((path) => [`${below}/${path}`, `${below}/${path}-link`]).sort());
});

it("all of them together are cleared with the same result, and a second time nothing is left to go", async () => {
  const machine = emptyMachine("linux");
  for (const { at, cache, stays } of folders)
    for (const path of [...cache, ...stays]) write(join(onMachine(machine, at), path), path);
  const before = hashTree(machine.root);
  const { reclaimed } = await clearTargets(resolveTools(catalogue, machine), machine, { evenIfInUse: true });
  const { gone, changed } = compareTrees(before, hashTree(machine.root));
  const files = gone.filter((path) => before.get(path)?.type !== "directory");
  expect(changed).toEqual([]);
  expect(files.length).toBe(folders.reduce((sum, { cache }) => sum + cache.length, 0));
  expect(reclaimed).toBe(folders.flatMap(({ cache }) => cache).reduce((sum, path) => sum + path.length, 0));
  const again = await clearTargets(resolveTools(catalogue, machine), machine, { evenIfInUse: true });
  expect(again.reclaimed).toBe(0);
});

it.each([
  ["android.temporary", "/opt/android-studio/bin/studio", "Android Studio"],
  [
    "android.temporary",
    "/jdk/bin/java -cp x com.android.sdklib.tool.sdkmanager.SdkManagerCli --update",
    "the SDK Manager",
  ],
  [
    "android.temporary",
    "/jdk/bin/java org.gradle.launcher.daemon.bootstrap.GradleDaemon 8.10",
    "a Gradle daemon (gradle --stop)",
  ],
  [
    "android.devices",
    "/home/ada/Android/Sdk/emulator/qemu/linux-x86_64/qemu-system-x86_64 -avd Pixel_9",
    "an Android emulator",
  ],
  ["konan.compilers", "/bin/sh /home/ada/.konan/kotlin-native/bin/konanc main.kt", "the Kotlin/Native compiler"],
  [
    "konan.compilers",
    "/jdk/bin/java org.gradle.launcher.daemon.bootstrap.GradleDaemon 8.10",
    "a Gradle daemon (gradle --stop)",
  ],
  ["vscode.pages", "/usr/share/code/code --type=zygote", "VS Code"],
  ["vscode.pages", "/Applications/Visual Studio Code.app/Contents/MacOS/Electron", "VS Code"],
  [
    "vscode.pages",
    "/Applications/Visual Studio Code.app/Contents/Frameworks/Code Helper (Plugin).app/Contents/MacOS/Code Helper (Plugin) --type=utility",
    "VS Code",
  ],
  [
    "vscode.pages",
    String.raw`"C:\Users\ada\AppData\Local\Programs\Microsoft VS Code\Code.exe" --type=gpu-process`,
    "VS Code",
  ],
  [
    "vscode.pages",
    String.raw`"C:\Users\ada\AppData\Local\Programs\Microsoft VS Code Insiders\Code - Insiders.exe" --type=gpu-process`,
    "VS Code",
  ],
  ["vscode.pages", "/usr/share/codium/codium --type=renderer", "VSCodium"],
  ["cursor.pages", "/Applications/Cursor.app/Contents/MacOS/Cursor", "Cursor"],
  ["cursor.pages", "/tmp/.mount_cursorAb12/usr/share/cursor/cursor --no-sandbox", "Cursor"],
  ["windsurf.pages", "/usr/share/windsurf/windsurf --type=zygote", "Windsurf"],
  ["windsurf.pages", "/Applications/Windsurf.app/Contents/MacOS/Electron", "Windsurf"],
])("%s is in use while this runs: %s", (target, command, program) => {
  expect(findUsage([{ pid: 7, command }], toolOf(target).processes, [])).toMatchObject({ state: "busy", program });
});

it.each([
  ["vscode.pages", "/Applications/Cursor.app/Contents/MacOS/Cursor"],
  ["cursor.pages", "/usr/share/code/code --type=zygote"],
  ["windsurf.pages", "/usr/bin/python3 windsurf_notes.py"],
  ["android.temporary", "vim android notes"],
])("%s is not in use while only this runs: %s", (target, command) => {
  expect(findUsage([{ pid: 7, command }], toolOf(target).processes, [])).toEqual({ state: "idle" });
});
