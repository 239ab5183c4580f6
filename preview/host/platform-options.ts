/**
 * In what the platform may behave one way or the other, and the source of each: where none says which way it is, commands
 * have to live with both. Without an option the preview behaves as the first value says.
 */

export interface PlatformOptions {
  /** Whose variables and PATH a command's thread has. */
  environment: "terminal" | "desktop";
  isStrict: boolean;
  isDevelopment: boolean;
  /** Which row is selected when others come and go around it, before a person has moved. */
  selection: "first" | "anchored";
  /** Whether `onSelectionChange` is called for the row that is selected when a list opens. */
  tellsFirstSelection: boolean;
  /** How long what a person does is on its way to the command, in ms, while the command goes on. */
  lateMs: number;
  /** Whether the window is closed as soon as something has been started. */
  isWindowClosed: boolean;
  /** How the thread of a command that is left ends: at once, or by itself. */
  ending: "terminate" | "exit";
}

interface PlatformOption {
  /** As given after `--as`, and in `PREVIEW_AS`. */
  name: string;
  sets: Partial<PlatformOptions>;
  what: string;
  /** Documentation of Raycast by its page, its changelog ("cl"), and issues of raycast/extensions ("#"). */
  source: string;
}

export const ordinary: PlatformOptions = {
  environment: "terminal",
  isStrict: false,
  isDevelopment: true,
  selection: "first",
  tellsFirstSelection: true,
  lateMs: 0,
  isWindowClosed: false,
  ending: "terminate",
};

export const platformOptions: PlatformOption[] = [
  {
    name: "desktop",
    sets: { environment: "desktop" },
    what: "PATH and variables as an application has them that was started from the desktop",
    source: "launchd's PATH and no file of the shell: #170, #18995, #29930",
  },
  {
    name: "strict",
    sets: { isStrict: true },
    what: "React's strict mode: effects run twice",
    source: "raycast/utils#42, in development",
  },
  {
    name: "store",
    sets: { isDevelopment: false },
    what: "as installed from the store: environment.isDevelopment is false",
    source: "docs Environment; showFailureToast of @raycast/utils then reports instead of copying",
  },
  {
    name: "anchored",
    sets: { selection: "anchored" },
    what: "the selection stays on its row when rows change, also before a person has moved it",
    source: "cl 1.43.0, #8446, #9157, #30769; cl 1.63.0 and 1.25.1 say otherwise",
  },
  {
    name: "untold",
    sets: { tellsFirstSelection: false },
    what: "onSelectionChange is not called for the row that is selected when a list opens",
    source: "none says whether it is",
  },
  {
    name: "late",
    sets: { lateMs: 40 },
    what: "keys reach the command late, and rows may have changed meanwhile",
    source: "none says which row a shortcut hits right after typing where filtering is off",
  },
  {
    name: "closed",
    sets: { isWindowClosed: true },
    what: "the window is closed as soon as an action has been run or a question answered",
    source: "docs Lifecycle: closing the window does not end a command; docs Toast: it is a HUD then",
  },
  {
    name: "exit",
    sets: { ending: "exit" },
    what: "the thread of a command that is left may end by itself",
    source: "docs Lifecycle: unloaded; none says how. #12311, #14509",
  },
];

/** Reads names such as "strict,anchored". Throws with those that there are. */
export function readPlatformOptions(names: string): PlatformOptions {
  const given = names.split(/[\s,]+/).filter(Boolean);
  const sets = given.map((name) => {
    const option = platformOptions.find((each) => each.name === name);
    if (option) return option.sets;
    throw new Error(
      `There is no "${name}" for --as. There is: ${platformOptions.map((each) => each.name).join(", ")}.`,
    );
  });
  return Object.assign({ ...ordinary }, ...sets) as PlatformOptions;
}

/**
 * The variables of a program that the desktop has started: none of those that files of a shell set.
 * @param kept names of those that are there on purpose all the same, as those of a sample
 */
export function desktopEnvironment(
  env: NodeJS.ProcessEnv,
  platform: NodeJS.Platform,
  kept: (name: string) => boolean = () => false,
): NodeJS.ProcessEnv {
  // On Windows all programs have the variables of the registry, and a terminal adds next to none.
  if (platform === "win32") return { ...env };
  const given = /^(HOME|USER|LOGNAME|SHELL|TMPDIR|LANG|LC_.*|__CF.*|XPC_.*|SSH_AUTH_SOCK|NODE_ENV|PREVIEW_.*)$/;
  const own = Object.entries(env).filter(([name]) => given.test(name) || kept(name));
  return { ...Object.fromEntries(own), PATH: "/usr/bin:/bin:/usr/sbin:/sbin" };
}
