/** What is known of a developer tool whose cache can be cleared: where it lies, what may be done with it and what may not. */
import type { Platform } from "../files/machine";
import type { SettingFormat } from "./settings";

/**
 * What clearing means: `safe`, the tool makes it again by itself; `review`, it does, at a cost worth a question of its
 * own; `tool-only`, only the tool knows what may go; `never`, data or credentials that only lie beside a cache.
 */
export type Tier = "safe" | "review" | "tool-only" | "never";

export type ToolGroup =
  | "Python"
  | "JavaScript"
  | "JVM"
  | "Apple"
  | "Rust"
  | "Go"
  | "C and C++"
  | "Build Tools"
  | "PHP"
  | "Ruby"
  | ".NET"
  | "Dart"
  | "Browsers"
  | "Machine Learning"
  | "Containers"
  | "Infrastructure"
  | "Editors"
  | "Git"
  | "System"
  | "Your Folders";

/** A key in a configuration file that holds a path. */
export interface ToolSetting {
  /** Path patterns of the files, the strongest first. */
  files: Partial<Record<Platform, string[]>>;
  format: SettingFormat;
  key: string;
  /** The key holds a list of folders, as `PATH` does, and the place is this below each. */
  below?: string;
}

/** A directory of a tool, which people may move. Patterns as in `patterns.ts`. */
export interface ToolPlace {
  /** From environment variables, the strongest first. */
  environment?: string[];
  /** Options that hold it inside an environment variable, as `-Dname=` in `MAVEN_OPTS`. */
  options?: { variable: string; prefix: string }[];
  settings?: ToolSetting[];
  defaults: Partial<Record<Platform, string[]>>;
}

/**
 * A program and its arguments; never a shell. `{root}` and `{place}` stand for a target's directory and its place's,
 * `{name}` for the name of the target's directory, `{repository}` for the repository of Hugging Face that it is named after.
 */
export interface ToolCommand {
  program: string;
  arguments: string[];
  environment?: Record<string, string>;
  /** Directories, as patterns with `{root}`, where the program lies beside its cache. */
  near?: string[];
  /** What the program's version must match, where one name stands for two programs. */
  version?: string;
  /** ms; two minutes otherwise. */
  timeout?: number;
}

/** Asks a tool where one of its places is. */
export interface LocateCommand extends ToolCommand {
  place: string;
  /** How the answer is read: its last line, the folder that line lies in, or a path of names in JSON. */
  answer: "line" | "folder of line" | { json: string };
}

/** Something only the tool can tell about its cache. */
export interface ToolQuestion extends ToolCommand {
  label: string;
}

/** What keeps a target from being cleared on this machine. */
export interface Blocker {
  variable?: string;
  setting?: ToolSetting;
  equals: string;
  why: string;
}

/** Folders directly below a target, each of one version, of which an old one can go alone. */
export interface VersionFolders {
  /**
   * A whole name: the group `version` is numbers with dots, and the group `series` tells apart what has versions of its own.
   * Pre-releases and all else match nothing, and stay.
   */
  names: RegExp;
  /** What in a command line tells the version that runs: the group `version`, each global. A path below the target does so, too. */
  runs?: RegExp[];
  /** Where the tool notes itself what is in use. */
  noted?: "links of Playwright";
}

export interface Target {
  id: string;
  label: string;
  tier: Tier;
  /** The name of the tool's place it lies in. */
  place: string;
  /** Below the place, `""` for the place itself; `*` stands for one name. */
  paths: string[];
  /** It is a file, not a directory; whoever clears it proves what is in it. */
  isFile?: true;
  /**
   * Many programs share the directory, which stays: what of it is the tool's has the names of `proof`, and is measured and
   * removed by code of its own.
   */
  isCommon?: true;
  /** Whether our own guarded removal may empty it (after the tool's command, if there is one). */
  removable: boolean;
  /** The tool's own way, tried first, in this order. */
  commands?: ToolCommand[];
  /**
   * It is a socket of a service that keeps the cache where only it can look: how much that is, this prints after `after`, with
   * a unit, as in `1.5GB`. It is asked only while the service runs, which sees to it itself that nothing in use goes.
   */
  asked?: ToolCommand & { after: string };
  /** Names the tool puts directly into it. Whatever else lies there is neither counted nor removed. */
  holds?: string[];
  /** What stays, as patterns below it, and why. */
  keep?: { paths: string[]; why: string };
  /** Its command finds it by the hashes of its revisions: where a repository beside it has one of these, that might go instead. */
  isFoundByRevision?: true;
  /** A rule for what stays that has to look into files. */
  keepRule?: "locally installed artifacts";
  /**
   * What lies in such a cache and hardly elsewhere (patterns below it): one is asked for where a person moved it. Absent
   * where nothing tells it from other files.
   */
  proof?: string[];
  versions?: VersionFolders;
  blockers?: Blocker[];
  /** Why it only shows its size. */
  showOnly?: string;
  /** Files that others share with it: deleting frees at most its size. */
  sharing?: Partial<Record<Platform, "hard links" | "clones" | "symbolic links">>;
  /** What making it again costs, in a sentence. */
  cost: string;
  /** What a person should know before clearing it. */
  note?: string;
}

/** Running programs that mean a cache is in use. Names of programs are also those of scripts run by an interpreter. */
export interface Processes {
  /** Programs that people know by the name they are started by. */
  programs?: string[];
  /** Other programs, by what people know them as, with how to end what has no window to close. */
  aliases?: Record<string, string[]>;
  /** Text that occurs in the command line, by the same. */
  commands?: Record<string, string[]>;
}

export interface Tool {
  id: string;
  name: string;
  group: ToolGroup;
  places: Record<string, ToolPlace>;
  targets: Target[];
  locate?: LocateCommand[];
  questions?: ToolQuestion[];
  /** A place whose tool itself removes from it what no name leads to; what that is counts in the targets. */
  prunes?: Target;
  processes: Processes;
}
