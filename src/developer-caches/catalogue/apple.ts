/** Xcode, CocoaPods, the Swift Package Manager, Carthage and Homebrew. */
import { hex } from "../../files/patterns";
import type { Tool } from "../tool";

export const apple: Tool[] = [
  {
    id: "xcode",
    name: "Xcode",
    group: "Apple",
    places: {
      derived: { defaults: { darwin: ["~/Library/Developer/Xcode/DerivedData"] } },
      xcode: { defaults: { darwin: ["~/Library/Developer/Xcode"] } },
      simulator: { defaults: { darwin: ["~/Library/Developer/CoreSimulator"] } },
      runtimes: { defaults: { darwin: ["/Library/Developer/CoreSimulator"] } },
      cache: { defaults: { darwin: ["~/Library/Caches/com.apple.dt.Xcode"] } },
    },
    targets: [
      {
        id: "xcode.derived-data",
        label: "Derived data: build results and indexes",
        tier: "safe",
        place: "derived",
        paths: [""],
        removable: true,
        holds: [
          "*-[a-z][a-z][a-z][a-z][a-z][a-z][a-z][a-z][a-z][a-z][a-z][a-z]*",
          "ModuleCache*",
          "SymbolCache*",
          "SDKStatCaches*",
          "CompilationCache*",
          "SwiftExplicitPrecompiledModules",
          "SourcePackages",
          "Build",
          "Index*",
        ],
        proof: [`*-${"[a-z]".repeat(28)}/info.plist`, `*-${"[a-z]".repeat(28)}/Build`],
        cost: "Projects are built and indexed from scratch.",
      },
      {
        id: "xcode.archives",
        label: "Archives of shipped apps",
        tier: "never",
        place: "xcode",
        paths: ["Archives"],
        removable: false,
        cost: "Holds the symbols of apps you shipped, which cannot be made again.",
      },
      {
        id: "xcode.device-support",
        label: "Symbols of connected devices",
        tier: "review",
        place: "xcode",
        paths: ["iOS DeviceSupport", "watchOS DeviceSupport", "tvOS DeviceSupport", "visionOS DeviceSupport"],
        removable: true,
        // `17.5.1 (21F90)`, with the model before or the processor after it; a build that ends in a letter is of a beta.
        versions: {
          names: /^(?<series>(?:[A-Za-z]+\d+,\d+ )?)(?<version>\d+(?:\.\d+)*) \(\d+[A-Z]\d+\)(?: arm64e?)?$/,
        },
        proof: ["*(*)*/Symbols"],
        cost: "Copied again, for minutes, when a device with that system is next connected; gone for devices you no longer have.",
      },
      {
        id: "xcode.previews",
        label: "SwiftUI previews",
        tier: "safe",
        place: "xcode",
        paths: ["UserData/Previews"],
        removable: true,
        proof: ["Simulator Devices/*-*-*-*-*"],
        cost: "Previews are built again.",
      },
      {
        id: "xcode.simulator-caches",
        label: "Simulator caches",
        tier: "safe",
        place: "simulator",
        paths: ["Caches"],
        removable: true,
        proof: ["dyld/*/com.apple.CoreSimulator.SimRuntime.*"],
        cost: "Simulators start slowly once.",
      },
      {
        id: "xcode.simulator-devices",
        label: "Simulators, with the data of apps in them",
        tier: "tool-only",
        place: "simulator",
        paths: ["Devices"],
        removable: false,
        commands: [{ program: "xcrun", arguments: ["simctl", "delete", "unavailable"], timeout: 300_000 }],
        proof: ["device_set.plist", "*-*-*-*-*/device.plist"],
        cost: "Deletes simulators whose system is no longer installed, with what their apps stored.",
      },
      {
        id: "xcode.runtimes",
        label: "Simulator systems",
        tier: "tool-only",
        place: "runtimes",
        paths: ["Volumes", "Cryptex"],
        removable: false,
        showOnly: "They belong to the system: delete single ones in Xcode, Settings, Components.",
        cost: "Several gigabytes each are downloaded again.",
      },
      {
        id: "xcode.cache",
        label: "Xcode's own cache",
        tier: "safe",
        place: "cache",
        paths: [""],
        removable: true,
        cost: "Xcode downloads documentation and lists of components again.",
      },
    ],
    locate: [
      {
        place: "derived",
        program: "defaults",
        arguments: ["read", "com.apple.dt.Xcode", "IDECustomDerivedDataLocation"],
        answer: "line",
      },
    ],
    questions: [{ label: "Simulator systems", program: "xcrun", arguments: ["simctl", "runtime", "list"] }],
    processes: {
      programs: ["Xcode", "xcodebuild", "Simulator"],
      aliases: { Xcode: ["SourceKitService"] },
      commands: { "the Simulator (xcrun simctl shutdown all)": ["com.apple.CoreSimulator.CoreSimulatorService"] },
    },
  },
  {
    id: "cocoapods",
    name: "CocoaPods",
    group: "Apple",
    places: {
      cache: {
        environment: ["${CP_CACHE_DIR}"],
        settings: [
          {
            files: {
              darwin: ["${CP_HOME_DIR:-~/.cocoapods}/config.yaml"],
              linux: ["${CP_HOME_DIR:-~/.cocoapods}/config.yaml"],
            },
            format: "yaml",
            key: "cache_root",
          },
        ],
        defaults: {
          darwin: ["~/Library/Caches/CocoaPods"],
          linux: ["~/.cache/CocoaPods", "~/Library/Caches/CocoaPods"],
        },
      },
    },
    targets: [
      {
        id: "cocoapods.cache",
        label: "Downloaded pods",
        tier: "safe",
        place: "cache",
        paths: [""],
        removable: true,
        commands: [{ program: "pod", arguments: ["cache", "clean", "--all"], environment: { CP_CACHE_DIR: "{root}" } }],
        holds: ["Pods", "search_index.json", "[0-9]*.[0-9]*"],
        proof: ["Pods/Specs"],
        cost: "Pods are downloaded again with the next “pod install”.",
      },
    ],
    processes: { aliases: { CocoaPods: ["pod"] } },
  },
  {
    id: "swiftpm",
    name: "Swift Package Manager",
    group: "Apple",
    places: {
      cache: {
        defaults: {
          darwin: ["~/Library/Caches/org.swift.swiftpm"],
          win32: ["%LOCALAPPDATA%\\org.swift.swiftpm"],
          linux: ["${XDG_CACHE_HOME:-~/.cache}/org.swift.swiftpm"],
        },
      },
    },
    targets: [
      {
        id: "swiftpm.cache",
        label: "Repositories, manifests and artifacts",
        tier: "safe",
        place: "cache",
        paths: [""],
        removable: true,
        holds: ["repositories", "manifests", "artifacts", "registry", "prebuilts", "package-collection.db*"],
        keep: {
          paths: ["configuration", "security"],
          why: "Mirrors, registries and trusted keys are settings, not cache.",
        },
        proof: ["manifests/manifest*.db", `repositories/*-${hex(8)}`],
        cost: "Packages are cloned again when they are next resolved.",
      },
    ],
    processes: {
      programs: ["Xcode", "xcodebuild", "swift-build", "swift-package", "swift-test"],
    },
  },
  {
    id: "carthage",
    name: "Carthage",
    group: "Apple",
    places: {
      kit: { defaults: { darwin: ["~/Library/Caches/org.carthage.CarthageKit"] } },
      other: { defaults: { darwin: ["~/Library/Caches/carthage"] } },
    },
    targets: [
      {
        id: "carthage.cache",
        label: "Repositories, binaries and build results",
        tier: "safe",
        place: "kit",
        paths: ["dependencies", "binaries", "DerivedData"],
        removable: true,
        cost: "Dependencies are cloned and built again.",
      },
      {
        id: "carthage.other",
        label: "Other files",
        tier: "review",
        place: "other",
        paths: [""],
        removable: false,
        showOnly: "What Carthage keeps here is not documented.",
        cost: "Unknown.",
      },
    ],
    processes: { aliases: { Carthage: ["carthage"] } },
  },
  {
    id: "homebrew",
    name: "Homebrew",
    group: "System",
    places: {
      cache: {
        environment: ["${HOMEBREW_CACHE}"],
        settings: [
          {
            files: {
              darwin: [
                "${XDG_CONFIG_HOME}/homebrew/brew.env",
                "~/.homebrew/brew.env",
                "/opt/homebrew/etc/homebrew/brew.env",
              ],
              linux: ["${XDG_CONFIG_HOME}/homebrew/brew.env", "~/.homebrew/brew.env"],
            },
            format: "ini",
            key: "HOMEBREW_CACHE",
          },
        ],
        defaults: {
          darwin: ["~/Library/Caches/Homebrew"],
          linux: ["${XDG_CACHE_HOME:-~/.cache}/Homebrew"],
        },
      },
    },
    targets: [
      {
        id: "homebrew.downloads",
        label: "Bottles, casks and the list of formulae",
        tier: "safe",
        place: "cache",
        paths: [""],
        removable: true,
        proof: ["downloads/*--*", "api/*.jws.json"],
        cost: "The list is downloaded again now, a bottle when it is next installed.",
        note: "Not cleared by “brew cleanup”, which would uninstall old versions too.",
      },
    ],
    locate: [{ place: "cache", program: "brew", arguments: ["--cache"], answer: "line" }],
    questions: [
      {
        label: "What brew cleanup would remove",
        program: "brew",
        arguments: ["cleanup", "--dry-run", "--prune=all", "-s"],
      },
    ],
    processes: {
      aliases: { Homebrew: ["brew"] },
      commands: { Homebrew: ["/Homebrew/brew.rb", "/Homebrew/brew.sh"] },
    },
  },
];
