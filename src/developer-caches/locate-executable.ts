/**
 * Finds programs by absolute path: an application started from the desktop has neither the `PATH` nor the variables of
 * a person's shell. Only directories where installers put programs are looked into, and what the `PATH` still names.
 */
import { accessSync, constants, statSync } from "node:fs";
import { posix, win32 } from "node:path";
import { variable, type Machine, type Platform } from "../files/machine";
import { platformPath } from "../files/names";
import { whyUntrusted, type Untrusted } from "../files/trust";
import { expand, glob, isAbsolute, plain, escapePattern } from "../files/patterns";

const anyUnix = [
  "${CARGO_HOME:-~/.cargo}/bin",
  "${VOLTA_HOME:-~/.volta}/bin",
  "${BUN_INSTALL:-~/.bun}/bin",
  "${DENO_INSTALL:-~/.deno}/bin",
  "${ASDF_DATA_DIR:-~/.asdf}/shims",
  "${PYENV_ROOT:-~/.pyenv}/shims",
  "~/.local/bin",
  "~/.local/share/mise/shims",
  "~/bin",
  "~/go/bin",
  "~/.dotnet",
  "~/.npm-global/bin",
  "~/.poetry/bin",
  "~/.rbenv/shims",
  "~/.sdkman/candidates/*/current/bin",
  "~/.nvm/versions/node/*/bin",
  "~/.local/share/fnm/node-versions/*/installation/bin",
  "~/miniconda3/condabin",
  "~/anaconda3/condabin",
  "~/miniforge3/condabin",
];

const directories: Record<Platform, string[]> = {
  darwin: [
    "${PNPM_HOME:-~/Library/pnpm}",
    ...anyUnix,
    "~/Library/Application Support/fnm/node-versions/*/installation/bin",
    "~/Library/Application Support/pypoetry/venv/bin",
    "~/Library/Python/3*/bin",
    "/opt/homebrew/bin",
    "/opt/homebrew/opt/*/bin",
    "/usr/local/bin",
    "/opt/local/bin",
    "/usr/local/go/bin",
    "/usr/local/share/dotnet",
    "/opt/homebrew/Caskroom/*/base/condabin",
    "/Applications/Docker.app/Contents/Resources/bin",
    "/usr/bin",
  ],
  win32: [
    "%PNPM_HOME%",
    "%LOCALAPPDATA%\\pnpm",
    "%USERPROFILE%\\.cargo\\bin",
    "%USERPROFILE%\\.local\\bin",
    "%USERPROFILE%\\.bun\\bin",
    "%USERPROFILE%\\.deno\\bin",
    "%USERPROFILE%\\.dotnet",
    "%USERPROFILE%\\go\\bin",
    "%USERPROFILE%\\scoop\\shims",
    "%APPDATA%\\npm",
    "%APPDATA%\\Python\\Scripts",
    "%APPDATA%\\Python\\Python3*\\Scripts",
    "%LOCALAPPDATA%\\Programs\\Python\\Python3*\\Scripts",
    "%LOCALAPPDATA%\\Volta\\bin",
    "%LOCALAPPDATA%\\Microsoft\\WinGet\\Links",
    "%USERPROFILE%\\miniconda3\\condabin",
    "%USERPROFILE%\\anaconda3\\condabin",
    "%USERPROFILE%\\miniforge3\\condabin",
    "%ProgramData%\\miniconda3\\condabin",
    "%ProgramData%\\chocolatey\\bin",
    "%ProgramData%\\ComposerSetup\\bin",
    "%ProgramFiles%\\nodejs",
    "%ProgramFiles%\\Go\\bin",
    "%ProgramFiles%\\dotnet",
    "%ProgramFiles%\\Docker\\Docker\\resources\\bin",
  ],
  linux: [
    "${PNPM_HOME:-~/.local/share/pnpm}",
    ...anyUnix,
    "~/.local/share/pypoetry/venv/bin",
    "/home/linuxbrew/.linuxbrew/bin",
    "/usr/local/go/bin",
    "/usr/local/bin",
    "/usr/share/dotnet",
    "/usr/lib/dotnet",
    "/snap/bin",
    "/usr/bin",
    "/bin",
  ],
};

/** Placeholders in `/usr/bin` of a Mac that open a dialog when the real program is not installed. */
const appleStubs = new Set(["python3", "pip3", "git", "swift", "make", "gem", "ruby", "bundle"]);

export interface Executable {
  /** Absolute. */
  path: string;
  /** Why it may not be started. */
  untrusted?: Untrusted;
}

/**
 * The first program of a name that may be started; where there is none, the first that may not. Undefined when it is
 * nowhere. `near` is looked into first.
 */
export function locateExecutable(program: string, machine: Machine, near: string[] = []): Executable | undefined {
  let refused: Executable | undefined;
  for (const directory of [...near, ...searchPath(machine)]) {
    for (const extension of machine.platform === "win32" ? [".exe", ".cmd", ".bat"] : [""]) {
      const path = platformPath(`${directory}/${program}${extension}`);
      if (machine.platform === "darwin" && directory === "/usr/bin" && appleStubs.has(program)) continue;
      if (!isExecutable(path)) continue;
      const why = whyUntrusted(path);
      if (why === undefined) return { path };
      refused ??= { path, untrusted: why };
    }
  }
  return refused;
}

/** Directories in which programs are looked for, existing ones, each once. */
export function searchPath(machine: Machine): string[] {
  const { delimiter } = machine.platform === "win32" ? win32 : posix;
  const named = (variable(machine, "PATH") ?? "").split(delimiter).filter((path) => isAbsolute(path, machine));
  const known = directories[machine.platform].flatMap((pattern) => expand(pattern, machine));
  const patterns = [...named.map((path) => escapePattern(plain(path, machine))), ...known];
  // Of several versions the newest stands last in the order of names.
  return [...new Set(patterns.flatMap((pattern) => glob(pattern, machine).reverse()))];
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
