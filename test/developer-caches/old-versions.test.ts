/** Old versions of what has one folder for each: which are old, which are in use, and that nothing else goes. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { clearTargets, planClear } from "../../src/developer-caches/clear";
import { oldVersions, unusedVersions } from "../../src/developer-caches/old-versions";
import { resolveTools, type ResolvedTarget } from "../../src/developer-caches/resolve";
import type { RunningProcess } from "../../src/files/processes";
import { afterwards } from "../support/temporary";
import { filesBelow, hashTree } from "../support/tree";
import { itUnless, notLinux } from "../support/unless";
import { emptyMachine, toolOf, write } from "./lay-out";

const GRADLE = "org.gradle.launcher.daemon.bootstrap.GradleDaemon";

/** A home with these files, and what is found of a tool in it. */
function layOutTool(id: string, files: string[], platform: "linux" | "darwin" = "linux") {
  const machine = emptyMachine(platform, { PATH: "" });
  for (const path of files) write(join(machine.home, path), path);
  const resolved = (target: string): ResolvedTarget => {
    const [found] = resolveTools([toolOf(id)], machine).filter((one) => one.target.id === target);
    if (!found) throw new Error(`${target} was not found`);
    return found;
  };
  return { machine, resolved };
}

/** As Gradle lays its home out, of three versions. */
const gradleFiles = [
  ...["8.10", "8.9", "7.6.4"].flatMap((version) => [
    `.gradle/caches/${version}/generated-gradle-jars/gradle-api-${version}.jar`,
    `.gradle/caches/${version}/fileHashes/fileHashes.bin`,
    `.gradle/wrapper/dists/gradle-${version}-bin/0123abc/gradle-${version}/lib/gradle-core.jar`,
    `.gradle/daemon/${version}/daemon-1.out.log`,
  ]),
  ".gradle/wrapper/dists/gradle-7.6.4-all/0123abc/gradle-7.6.4/lib/gradle-core.jar",
  ".gradle/wrapper/dists/gradle-8.11-rc-1-bin/0123abc/gradle-8.11-rc-1/lib/gradle-core.jar",
  ".gradle/wrapper/dists/gradle-8.0-milestone-1-bin/0123abc/x",
  ".gradle/wrapper/dists/my-gradle-7.0-bin/0123abc/x",
  ".gradle/wrapper/dists/CACHEDIR.TAG",
  ".gradle/caches/modules-2/files-2.1/org/a/1.0/a.jar",
  ".gradle/caches/modules-2/metadata-2.106/x.bin",
  ".gradle/caches/jars-9/a/b.jar",
  ".gradle/caches/build-cache-1/0a",
  ".gradle/caches/transforms-3/x",
  ".gradle/caches/journal-1/file-access.bin",
  ".gradle/caches/8.11-rc-1/x",
  ".gradle/caches/8.2-20230607000000+0000/x",
  ".gradle/gradle.properties",
];

describe("by names alone", () => {
  it("of Gradle all released versions but the newest are old, in each place, and nothing else that lies there", () => {
    const { resolved } = layOutTool("gradle.caches", gradleFiles);
    expect(oldVersions(resolved("gradle.caches")).sort()).toEqual(["7.6.4", "8.9"]);
    expect(oldVersions(resolved("gradle.logs")).sort()).toEqual(["7.6.4", "8.9"]);
    expect(oldVersions(resolved("gradle.distributions")).sort()).toEqual([
      "gradle-7.6.4-all",
      "gradle-7.6.4-bin",
      "gradle-8.9-bin",
    ]);
  });

  it("versions compare as numbers, and a single one or two of the same are not old", () => {
    const { resolved } = layOutTool("gradle.caches", [".gradle/caches/8.10/x", ".gradle/caches/8.10.0/x"]);
    expect(oldVersions(resolved("gradle.caches"))).toEqual([]);
  });

  it("a link is never an old version", () => {
    const { machine, resolved } = layOutTool("gradle.caches", gradleFiles);
    symlinkSync(join(machine.root, "elsewhere"), join(machine.home, ".gradle/caches/7.0"));
    expect(oldVersions(resolved("gradle.caches"))).not.toContain("7.0");
  });

  it("names that are no released version stay, and are no newest either", () => {
    const names = ["8.10.2-rc-1", "9", "v9.0", "latest", "10.0.", ".10.0", "8.10.2 copy", "9e9.0", "8.9"];
    const { resolved } = layOutTool(
      "gradle.caches",
      [...names, "8.10"].map((name) => `.gradle/caches/${name}/x`),
    );
    expect(oldVersions(resolved("gradle.caches"))).toEqual(["8.9"]);
  });

  it("of Kotlin/Native each platform has its own, however the folder of its compiler is called", () => {
    const compilers = [
      ...["macos-1.3.72", "macos-x86_64-1.9.24", "prebuilt-macos-aarch64-2.1.10", "prebuilt-macos-aarch64-2.0.21"],
      ...["macos-aarch64-1.9.24", "prebuilt-macos-aarch64-2.2.0-RC2", "prebuilt-macos-x86_64-2.0.0"],
    ].map((name) => `kotlin-native-${name}`);
    const files = [...compilers, "dependencies", "klib", "mine-1.0.0", "kotlin-native-1.0.0"];
    const { resolved } = layOutTool(
      "konan.compilers",
      files.map((name) => `.konan/${name}/konan/konan.properties`),
    );
    expect(oldVersions(resolved("konan.compilers")).sort()).toEqual([
      "kotlin-native-macos-aarch64-1.9.24",
      "kotlin-native-macos-x86_64-1.9.24",
      "kotlin-native-prebuilt-macos-aarch64-2.0.21",
    ]);
  });

  it("each of Playwright's browsers has versions of its own, and profiles and Chromium's first numbers have none", () => {
    const folders = [
      "chromium-1134",
      "chromium-1091",
      "chromium-786218",
      "chromium_headless_shell-1134",
      "firefox-1463",
    ];
    const { resolved } = layOutTool(
      "playwright.browsers",
      [...folders, "webkit-2075", "webkit-1944", "webkit_mac12_special-1816", "mcp-chrome-12"].map(
        (name) => `.cache/ms-playwright/${name}/INSTALLATION_COMPLETE`,
      ),
    );
    expect(oldVersions(resolved("playwright.browsers")).sort()).toEqual(["chromium-1091", "webkit-1944"]);
  });

  it("of Xcode's symbols each model of a device has versions of its own, and betas stay", () => {
    const names = [
      "16.4 (20E247)",
      "17.5.1 (21F90)",
      "17.6 (21G5052e)",
      "16.0 (20A5283p)",
      "17.5.1 (21F90) arm64e",
    ].concat(["iPhone14,2 17.4 (21E219)", "iPhone14,2 18.0 (22A3354)", "iPad13,4 16.1 (20B82)", "old symbols"]);
    const { resolved } = layOutTool(
      "xcode.device-support",
      names.map((name) => `Library/Developer/Xcode/iOS DeviceSupport/${name}/Symbols/usr/lib/dyld`),
      "darwin",
    );
    expect(oldVersions(resolved("xcode.device-support")).sort()).toEqual(["16.4 (20E247)", "iPhone14,2 17.4 (21E219)"]);
  });
});

describe("what is in use", () => {
  const unusedOf = (target: string, command: string, files = gradleFiles) => {
    const { resolved } = layOutTool(target, files);
    const running: RunningProcess[] = command === "" ? [] : [{ pid: 7, command }];
    const { unused, used, usage } = unusedVersions(resolved(target), running);
    return { unused: unused.sort(), used: used.sort(), state: usage.state };
  };

  it.each<[what: string, command: string, unused: string[], used: string[]]>([
    [
      "a daemon of the newest",
      `/jdk/bin/java -Xmx512m -cp /g/gradle-daemon-main-8.10.jar ${GRADLE} 8.10`,
      ["7.6.4", "8.9"],
      [],
    ],
    ["a daemon of an old one", `/jdk/bin/java -cp /g/gradle-launcher-7.6.4.jar ${GRADLE} 7.6.4`, ["8.9"], ["7.6.4"]],
    ["a daemon of none of them", `java ${GRADLE} 6.0`, ["7.6.4", "8.9"], []],
    [
      "a worker of an old one",
      "java -cp /home/a/.gradle/caches/8.9/workerMain/gradle-worker.jar worker.GradleWorkerMain",
      ["7.6.4"],
      ["8.9"],
    ],
    ["another program", "/usr/bin/vim notes about gradle", ["7.6.4", "8.9"], []],
    [
      "a build whose version nothing tells",
      "java -cp gradle-wrapper.jar org.gradle.wrapper.GradleWrapperMain build",
      [],
      ["7.6.4", "8.9"],
    ],
    ["Android Studio", "/opt/android-studio/bin/studio", [], ["7.6.4", "8.9"]],
    ["a daemon whose version is none", `java ${GRADLE}`, [], ["7.6.4", "8.9"]],
  ])("%s", (_, command, unused, used) => {
    expect(unusedOf("gradle.caches", command)).toMatchObject({ unused, used });
  });

  it("of Kotlin/Native by the path of a compiler, and nothing goes while Gradle runs, which has one inside of itself", () => {
    const files = ["1.9.24", "2.0.21", "2.1.10"].map(
      (version) => `.konan/kotlin-native-prebuilt-linux-x86_64-${version}/konan/konan.properties`,
    );
    const { resolved } = layOutTool("konan.compilers", files);
    const target = resolved("konan.compilers");
    const names = (command: string) => {
      const { unused, used } = unusedVersions(target, [{ pid: 7, command }]);
      return [unused, used].map((list) => list.map((name) => name.split("-").at(-1)).sort());
    };
    const compiler = `${target.root}/kotlin-native-prebuilt-linux-x86_64-1.9.24/bin/konanc`;
    expect(names(`/bin/sh ${compiler} main.kt`)).toEqual([["2.0.21"], ["1.9.24"]]);
    expect(names(`/jdk/bin/java ${GRADLE} 8.10`)).toEqual([[], ["1.9.24", "2.0.21"]]);
    expect(names("/sbin/init")).toEqual([["1.9.24", "2.0.21"], []]);
  });

  it("two versions that one command line names are both in use, and a path may have spaces", () => {
    const path = "/home/a b/.gradle/wrapper/dists/gradle-8.9-bin/0/gradle-8.9/lib/gradle-launcher-8.9.jar";
    const { unused, used } = unusedOf("gradle.caches", `java -cp ${path} ${GRADLE} 7.6.4`);
    expect([unused, used]).toEqual([[], ["7.6.4", "8.9"]]);
  });

  it("a version that a link beside it leads to, or into, is in use", () => {
    const { machine, resolved } = layOutTool("gradle.caches", gradleFiles);
    const caches = join(machine.home, ".gradle/caches");
    symlinkSync("7.6.4", join(caches, "current"));
    symlinkSync(join(machine.root, "elsewhere"), join(caches, "other"));
    symlinkSync("gone", join(caches, "nowhere"));
    expect(unusedVersions(resolved("gradle.caches"), [])).toMatchObject({ unused: ["8.9"], used: ["7.6.4"] });
    symlinkSync("8.9/fileHashes", join(caches, "9.0"));
    expect(unusedVersions(resolved("gradle.caches"), []).unused).toEqual([]);
  });

  it("is told of the distribution and the logs by the same", () => {
    const command = `java ${GRADLE} 7.6.4`;
    expect(unusedOf("gradle.distributions", command)).toMatchObject({
      unused: ["gradle-8.9-bin"],
      used: ["gradle-7.6.4-all", "gradle-7.6.4-bin"],
    });
    expect(unusedOf("gradle.logs", command)).toMatchObject({ unused: ["8.9"], used: ["7.6.4"] });
  });

  it("nothing is unused where it cannot be told what runs", () => {
    const { resolved } = layOutTool("gradle.caches", gradleFiles);
    expect(unusedVersions(resolved("gradle.caches"), undefined)).toMatchObject({
      unused: [],
      usage: { state: "unknown" },
    });
  });

  describe("by Playwright's own notes", () => {
    const browsers = ["chromium-1134", "chromium-1091", "chromium-1000", "firefox-1463", "firefox-1400"];
    const files = browsers.map((name) => `.cache/ms-playwright/${name}/INSTALLATION_COMPLETE`);

    /** @param notes contents of `browsers.json` of an installation; undefined where that is gone */
    function layOutBrowsers(notes: (string | undefined)[]) {
      const { machine, resolved } = layOutTool("playwright.browsers", files);
      notes.forEach((content, index) => {
        const installation = join(machine.home, `project-${index}/node_modules/playwright-core`);
        if (content !== undefined) write(join(installation, "browsers.json"), content);
        write(join(machine.home, `.cache/ms-playwright/.links/${index}`), installation);
      });
      const { unused, used, usage } = unusedVersions(resolved("playwright.browsers"), []);
      return { unused: unused.sort(), used: used.sort(), state: usage.state };
    }
    const naming = (name: string, revision: string) => JSON.stringify({ browsers: [{ name, revision }] });

    it("an installation that is there uses the revisions it names, and one that is gone none", () => {
      const found = layOutBrowsers([naming("chromium", "1091"), undefined, naming("firefox", "1463")]);
      expect(found).toEqual({ unused: ["chromium-1000", "firefox-1400"], used: ["chromium-1091"], state: "idle" });
    });

    it("revisions of other systems count, too", () => {
      const content = { browsers: [{ name: "firefox", revision: "1463", revisionOverrides: { mac12: "1400" } }] };
      expect(layOutBrowsers([JSON.stringify(content)]).used).toEqual(["firefox-1400"]);
    });

    it.each([["{"], ["[]"], ["null"], ['{"browsers":[null]}']])(
      "nothing goes where an installation cannot be read: %s",
      (content) => {
        expect(layOutBrowsers([naming("chromium", "1134"), content])).toMatchObject({ unused: [], state: "unknown" });
      },
    );

    it.each(["", "node_modules/playwright-core"])("nothing goes where a note names no installation: “%s”", (note) => {
      const { machine, resolved } = layOutTool("playwright.browsers", files);
      write(join(machine.home, ".cache/ms-playwright/.links/0"), note);
      expect(unusedVersions(resolved("playwright.browsers"), [])).toMatchObject({
        unused: [],
        usage: { state: "unknown" },
      });
    });

    it("nothing goes where it notes nothing", () => {
      expect(layOutBrowsers([])).toMatchObject({ unused: [], state: "unknown" });
    });
  });
});

describe("cleared", () => {
  /** A process that is called so until the test ends. */
  async function runAs(...args: string[]): Promise<void> {
    const child = spawn(process.execPath, ["-e", "console.log(1); setInterval(() => {}, 1000)", ...args], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    afterwards(() => void child.kill("SIGKILL"));
    await once(child.stdout, "data");
  }

  itUnless(notLinux, "goes just what is old and unused while daemons of the newest and of an old one run", async () => {
    const { machine, resolved } = layOutTool("gradle.caches", gradleFiles);
    await runAs(GRADLE, "8.10");
    await runAs(GRADLE, "7.6.4");
    const outside = join(machine.root, "elsewhere/victim");
    symlinkSync(outside, join(machine.home, ".gradle/caches/8.9/link"));
    mkdirSync(join(machine.home, ".gradle/caches/8.9/empty/deep"), { recursive: true });
    const before = hashTree(machine.root);
    const targets = ["gradle.caches", "gradle.distributions", "gradle.logs"].map(resolved);
    const [plan] = planClear(targets, machine);
    expect(plan?.old.sort()).toEqual(["7.6.4", "8.9"]);
    const onlyOld = targets.map((target) => ({ ...target, only: oldVersions(target) }));
    const { cleared, reclaimed } = await clearTargets(onlyOld, machine);
    expect(cleared.map(({ refused, failures, kept }) => ({ refused, failures, kept }))).toEqual([
      { failures: [], kept: ["Kept: 7.6.4, in use by now"] },
      { failures: [], kept: ["Kept: gradle-7.6.4-all, gradle-7.6.4-bin, in use by now"] },
      { failures: [], kept: ["Kept: 7.6.4, in use by now"] },
    ]);
    expect(reclaimed).toBeGreaterThan(0);
    const after = hashTree(machine.root);
    const isGone = /\.gradle\/(caches\/8\.9|wrapper\/dists\/gradle-8\.9-bin|daemon\/8\.9)(\/|$)/;
    expect(after).toEqual(new Map([...before].filter(([path]) => !isGone.test(path))));
    expect(filesBelow(machine.root).filter((path) => isGone.test(path))).toEqual([]);
  });

  itUnless(notLinux, "goes nothing that is the newest by then", async () => {
    const { machine, resolved } = layOutTool(
      "gradle.caches",
      [".gradle/caches/8.9/x", ".gradle/caches/8.10/x"].concat([".gradle/caches/modules-2/metadata-2.106/x.bin"]),
    );
    const target = resolved("gradle.caches");
    const before = hashTree(machine.root);
    const { cleared } = await clearTargets([{ ...target, only: ["8.10", "modules-2", "..", ""] }], machine);
    expect(cleared[0]?.removal?.files).toBe(0);
    expect(hashTree(machine.root)).toEqual(before);
  });

  it("a place is linked or moved as for any other clearing: what proves nothing is not cleared", async () => {
    const machine = emptyMachine("linux", { PATH: "", GRADLE_USER_HOME: "" });
    machine.env.GRADLE_USER_HOME = join(machine.root, "big");
    for (const version of ["1.0", "2.0"]) {
      mkdirSync(dirname(join(machine.root, `big/caches/${version}/letter.txt`)), { recursive: true });
      writeFileSync(join(machine.root, `big/caches/${version}/letter.txt`), "Dear");
    }
    const targets = resolveTools([toolOf("gradle.caches")], machine);
    const plans = planClear(targets, machine);
    expect(plans.map(({ old }) => old)).toEqual([[]]);
    const before = hashTree(machine.root);
    await clearTargets(
      targets.map((target) => ({ ...target, only: ["1.0"] })),
      machine,
    );
    expect(hashTree(machine.root)).toEqual(before);
  });
});
