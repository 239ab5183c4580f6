/** Gradle, Maven, Coursier and Ivy. */
import type { Processes, Tool, VersionFolders } from "../tool";

/**
 * What of a command line tells the version of a Gradle: a daemon's argument (`DefaultDaemonStarter`), the folder of its worker
 * (`caches/8.10/workerMain`) and the one that a wrapper has unpacked it to.
 */
const runsGradle = [
  /\borg\.gradle\.launcher\.daemon\.bootstrap\.GradleDaemon (?<version>\d+(?:\.\d+)+)/g,
  /[\\/]caches[\\/](?<version>\d+(?:\.\d+)+)[\\/]workerMain[\\/]/g,
  /[\\/]gradle-(?<version>\d+(?:\.\d+)+)-(?:bin|all)[\\/]/g,
];

/** As `VersionSpecificCacheDirectoryScanner` of gradle knows them, but for what is no release. */
const gradleVersions: VersionFolders = { names: /^(?<version>\d+(?:\.\d+)+)$/, runs: runsGradle };

/** Of Gradle, and of what runs inside of it. */
export const gradleProcesses: Processes = {
  aliases: { "a Gradle build": ["gradle", "gradlew"], "Android Studio": ["studio", "studio64"] },
  commands: {
    "a Gradle daemon (gradle --stop)": ["org.gradle.launcher.daemon"],
    "a Gradle build": ["org.gradle.wrapper.GradleWrapperMain", "org.gradle.launcher.GradleMain", "GradleWorkerMain"],
    "a Kotlin daemon (gradle --stop)": ["org.jetbrains.kotlin.daemon.KotlinCompileDaemon"],
  },
};

export const java: Tool[] = [
  {
    id: "gradle",
    name: "Gradle",
    group: "JVM",
    places: {
      home: {
        environment: ["${GRADLE_USER_HOME}"],
        options: [
          { variable: "GRADLE_OPTS", prefix: "-Dgradle.user.home=" },
          { variable: "JAVA_OPTS", prefix: "-Dgradle.user.home=" },
        ],
        defaults: { darwin: ["~/.gradle"], win32: ["%USERPROFILE%\\.gradle"], linux: ["~/.gradle"] },
      },
    },
    targets: [
      {
        id: "gradle.caches",
        label: "Dependencies and build results",
        tier: "review",
        place: "home",
        paths: ["caches"],
        removable: true,
        versions: gradleVersions,
        proof: ["journal-[0-9]*/file-access.*", "modules-[0-9]*/files-[0-9]*", "modules-[0-9]*/metadata-[0-9]*"],
        cost: "Dependencies are downloaded again and the next builds are slow; offline builds fail until then.",
      },
      {
        id: "gradle.distributions",
        label: "Gradle versions of wrappers",
        tier: "safe",
        place: "home",
        paths: ["wrapper/dists"],
        removable: true,
        // `WrapperDistributionCleanupAction` of gradle.
        versions: { names: /^gradle-(?<version>\d+(?:\.\d+)+)-(?:bin|all)$/, runs: runsGradle },
        proof: ["gradle-[0-9]*/*/gradle-[0-9]*"],
        cost: "The wrapper downloads its Gradle again.",
      },
      {
        id: "gradle.logs",
        label: "Daemon logs",
        tier: "safe",
        place: "home",
        paths: ["daemon"],
        removable: true,
        versions: gradleVersions,
        proof: ["*/daemon-*.out.log", "*/registry.bin"],
        cost: "Nothing, unless you mean to report a failure of Gradle.",
      },
      {
        id: "gradle.jdks",
        label: "JDKs of toolchains",
        tier: "review",
        place: "home",
        paths: ["jdks"],
        removable: true,
        proof: ["*/provisioned.ok", "*/.ready", "*/*/provisioned.ok", "*/*/.ready"],
        cost: "JDKs are downloaded again, some hundred megabytes each. Other programs may have been set to use them.",
      },
    ],
    processes: gradleProcesses,
  },
  {
    id: "maven",
    name: "Maven",
    group: "JVM",
    places: {
      repository: {
        options: [
          { variable: "MAVEN_OPTS", prefix: "-Dmaven.repo.local=" },
          { variable: "MAVEN_ARGS", prefix: "-Dmaven.repo.local=" },
        ],
        settings: [
          {
            files: {
              darwin: ["~/.m2/settings.xml", "${M2_HOME}/conf/settings.xml", "${MAVEN_HOME}/conf/settings.xml"],
              win32: ["~\\.m2\\settings.xml", "%M2_HOME%\\conf\\settings.xml", "%MAVEN_HOME%\\conf\\settings.xml"],
              linux: ["~/.m2/settings.xml", "${M2_HOME}/conf/settings.xml", "/etc/maven/settings.xml"],
            },
            format: "xml",
            key: "localRepository",
          },
        ],
        defaults: {
          darwin: ["~/.m2/repository"],
          win32: ["%USERPROFILE%\\.m2\\repository"],
          linux: ["~/.m2/repository"],
        },
      },
    },
    targets: [
      {
        id: "maven.repository",
        label: "Local repository",
        tier: "review",
        place: "repository",
        paths: [""],
        removable: true,
        proof: ["org/apache/maven/plugins/*/[0-9]*/_remote.repositories", "org/apache/maven/plugins/*/[0-9]*/*.pom"],
        keepRule: "locally installed artifacts",
        keep: { paths: [], why: "Artifacts that “mvn install” put there are on no server." },
        cost: "Dependencies and plug-ins are downloaded again; those whose server is gone are lost.",
      },
    ],
    processes: {
      aliases: { Maven: ["mvn", "mvnd", "mvnw"] },
      commands: {
        "a Maven daemon (mvnd --stop)": ["org.mvndaemon.mvnd"],
        Maven: ["org.codehaus.plexus.classworlds.launcher.Launcher"],
      },
    },
  },
  {
    id: "coursier",
    name: "Coursier and Ivy",
    group: "JVM",
    places: {
      coursier: {
        environment: ["${COURSIER_CACHE}"],
        defaults: {
          darwin: ["~/Library/Caches/Coursier/v1"],
          win32: ["%LOCALAPPDATA%\\Coursier\\Cache\\v1"],
          linux: ["${XDG_CACHE_HOME:-~/.cache}/coursier/v1"],
        },
      },
      ivy: {
        defaults: { darwin: ["~/.ivy2"], win32: ["%USERPROFILE%\\.ivy2"], linux: ["~/.ivy2"] },
      },
    },
    targets: [
      {
        id: "coursier.cache",
        label: "Dependencies downloaded by Coursier and sbt",
        tier: "safe",
        place: "coursier",
        paths: [""],
        removable: true,
        holds: ["http", "https"],
        proof: ["https/*.*/*", "http/*.*/*"],
        cost: "Dependencies are downloaded again with the next build.",
      },
      {
        id: "ivy.cache",
        label: "Dependencies downloaded by Ivy",
        tier: "safe",
        place: "ivy",
        paths: ["cache"],
        removable: true,
        proof: ["*/*/ivy-[0-9]*.xml", "*/*/ivydata-[0-9]*.properties", "*/*/*/ivydata-[0-9]*.properties"],
        cost: "Dependencies are downloaded again with the next build.",
      },
      {
        id: "ivy.local",
        label: "Artifacts published locally by sbt or Ivy",
        tier: "never",
        place: "ivy",
        paths: ["local"],
        removable: false,
        cost: "What was published here is on no server.",
      },
    ],
    processes: {
      programs: ["sbt", "scala-cli"],
      aliases: { Coursier: ["cs", "coursier"], Metals: ["metals"] },
      commands: { sbt: ["sbt-launch"], Metals: ["scala.meta.metals"], "a Bloop server (bloop exit)": ["bloop.Bloop"] },
    },
  },
];
