/** Versions of pip as far as its behaviour depends on them: which release began to do what. What it writes: `layouts`. */

/** Releases of pip that changed what matters here; each was compared with the one before it. */
export const pipRelease = {
  /** Takes a true `no-cache-dir`; before, pip ended with a TypeError, and only a false one turned its cache off. */
  trueSwitch: [19, 0],
  /** Reads `pip.conf` of a prefix that is no virtual environment, too. */
  sitePrefix: [19, 1],
  /** `pip cache`. */
  cacheCommand: [20, 1],
  /** platformdirs in place of appdirs: an empty `XDG_*` variable counts as none. */
  platformdirs: [21, 3],
  /** On macOS, several system-wide files instead of one whose name is a list. */
  macSiteList: [25, 1],
  /** A file that is read at two levels keeps the lower one. Until 26.0 an empty value no longer hides a lower one. */
  filesOnce: [25, 2],
  emptyHidesAgain: [26, 0],
  /** Honours `XDG_*` on macOS. */
  macXdg: [26, 2],
  /** A folder named by a variable counts only when it is absolute; Homebrew is known by the base Python. */
  absoluteFolders: [26, 3],
  /** Two spellings of one key in a section are the same key twice, and the file is refused. */
  oneSpelling: [26, 3],
} as const;
