/** The Android SDK and Kotlin/Native. */
import { gradleProcesses } from "./java";
import type { Tool } from "../tool";

export const android: Tool[] = [
  {
    // developer.android.com/tools/variables; repository, AbstractPackageOperation.java and DownloadCache.java; Android Studio,
    // SdkUpdaterConfigPanel.java ("can be safely cleaned up")
    id: "android",
    name: "Android SDK",
    group: "JVM",
    places: {
      home: {
        environment: ["${ANDROID_USER_HOME}", "${ANDROID_PREFS_ROOT}/.android", "${ANDROID_SDK_HOME}/.android"],
        defaults: { darwin: ["~/.android"], win32: ["%USERPROFILE%\\.android"], linux: ["~/.android"] },
      },
      devices: {
        environment: [
          ...["${ANDROID_AVD_HOME}", "${ANDROID_EMULATOR_HOME}/avd", "${ANDROID_USER_HOME}/avd"],
          ...["${ANDROID_PREFS_ROOT}/.android/avd", "${ANDROID_SDK_HOME}/.android/avd"],
        ],
        defaults: { darwin: ["~/.android/avd"], win32: ["%USERPROFILE%\\.android\\avd"], linux: ["~/.android/avd"] },
      },
      sdk: {
        environment: ["${ANDROID_HOME}", "${ANDROID_SDK_ROOT}"],
        defaults: {
          darwin: ["~/Library/Android/sdk"],
          win32: ["%LOCALAPPDATA%\\Android\\Sdk"],
          linux: ["~/Android/Sdk"],
        },
      },
    },
    targets: [
      {
        id: "android.lists",
        label: "Lists of packages for the SDK Manager",
        tier: "safe",
        place: "home",
        paths: ["cache"],
        removable: true,
        proof: ["sdkbin-*", "sdkinf-*"],
        cost: "The SDK Manager downloads its lists again.",
      },
      {
        id: "android.build-cache",
        label: "Build cache of older Android plug-ins",
        tier: "safe",
        place: "home",
        paths: ["build-cache"],
        removable: true,
        proof: ["*/.cache-use-marker", "*/*/inputs", "*/inputs"],
        cost: "Builds with an Android plug-in before 7.0 unpack their libraries again.",
      },
      {
        id: "android.temporary",
        label: "Unfinished downloads and installations",
        tier: "safe",
        place: "sdk",
        paths: [".temp", ".downloadIntermediates"],
        removable: true,
        proof: ["PackageOperation[0-9]*", "*.asdownload", "*.zip"],
        cost: "A download that was interrupted begins anew.",
      },
      {
        id: "android.devices",
        label: "Virtual device, with the data of its apps",
        tier: "review",
        place: "devices",
        paths: ["*.avd"],
        removable: false,
        showOnly:
          "What its apps stored is nowhere else: delete it in Android Studio's Device Manager, or with “avdmanager”.",
        cost: "The device and all that was stored in it.",
      },
    ],
    processes: {
      ...gradleProcesses,
      aliases: {
        ...gradleProcesses.aliases,
        "the SDK Manager": ["sdkmanager"],
        "an Android emulator": ["emulator", "qemu-system-aarch64", "qemu-system-x86_64", "qemu-system-i386"],
      },
      commands: {
        ...gradleProcesses.commands,
        "Android Studio": ["/Android Studio.app/", "/Android Studio Preview.app/"],
        "the SDK Manager": ["com.android.sdklib.tool.sdkmanager"],
      },
    },
  },
  {
    // kotlinlang.org/docs/native-improving-compilation-time; kotlin, DependencyDirectories.kt, DependencyProcessor.kt and
    // NativeCompilerDownloader.kt, and of the libraries kotlin-native/tools/klib
    id: "konan",
    name: "Kotlin/Native",
    group: "JVM",
    places: {
      data: {
        environment: ["${KONAN_DATA_DIR}"],
        settings: [
          {
            files: {
              darwin: ["${GRADLE_USER_HOME:-~/.gradle}/gradle.properties"],
              win32: ["%GRADLE_USER_HOME%\\gradle.properties", "~\\.gradle\\gradle.properties"],
              linux: ["${GRADLE_USER_HOME:-~/.gradle}/gradle.properties"],
            },
            format: "ini",
            key: "konan.data.dir",
          },
        ],
        defaults: { darwin: ["~/.konan"], win32: ["%USERPROFILE%\\.konan"], linux: ["~/.konan"] },
      },
    },
    targets: [
      {
        id: "konan.compilers",
        label: "Compilers, one folder per version",
        tier: "review",
        place: "data",
        paths: [""],
        removable: true,
        holds: ["kotlin-native-*"],
        proof: ["kotlin-native-*/konan/konan.properties", "kotlin-native-*/provisioned.ok"],
        // Gradle's daemon runs it inside of itself: its command line tells no version, and then nothing goes.
        versions: {
          names: /^kotlin-native-(?:prebuilt-)?(?<series>[a-z]+(?:-[a-z0-9_]+)?)-(?<version>\d+(?:\.\d+)+)$/,
        },
        cost: "Gigabytes are downloaded again for each version in use, and what it compiled for all builds is made again.",
      },
      {
        id: "konan.dependencies",
        label: "LLVM and system libraries",
        tier: "review",
        place: "data",
        paths: ["dependencies"],
        removable: true,
        proof: [".extracted", "llvm-*"],
        cost: "A gigabyte and more is downloaded again with the next build.",
      },
      {
        id: "konan.downloads",
        label: "Downloaded archives",
        tier: "safe",
        place: "data",
        paths: ["cache"],
        removable: true,
        proof: [".lock", "*.tar.gz", "*.zip"],
        cost: "Nothing, once they are unpacked.",
      },
      {
        id: "konan.libraries",
        label: "Libraries that you installed",
        tier: "never",
        place: "data",
        paths: ["klib"],
        removable: false,
        cost: "What “klib install” put there may be on no server.",
      },
    ],
    processes: {
      ...gradleProcesses,
      aliases: {
        ...gradleProcesses.aliases,
        "the Kotlin/Native compiler": ["konanc", "kotlinc-native", "cinterop", "run_konan"],
        "IntelliJ IDEA": ["idea", "idea64"],
      },
      commands: {
        ...gradleProcesses.commands,
        "the Kotlin/Native compiler": ["org.jetbrains.kotlin.cli.utilities.MainKt"],
      },
    },
  },
];
