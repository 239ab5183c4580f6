/**
 * Where a person's shell sets variables for pip. Raycast is not started by a shell, so what is exported there is unknown
 * to this process and yet decides what pip does in a terminal.
 */
import { join } from "node:path";
import { systemPath, type Machine } from "../files/machine";
import { readSmallText } from "../files/small-file";

/** A line that sets a variable. */
export interface ShellLine {
  file: string;
  /** Counted from 1. */
  line: number;
  /** Without spaces around it. */
  text: string;
}

const inHome = [
  ...[".zshenv", ".zprofile", ".zshrc", ".zlogin", ".bash_profile", ".bash_login", ".bashrc", ".profile"],
  ...[".config/fish/config.fish", ".config/zsh/.zshrc", ".config/zsh/.zshenv", ".config/environment.d/pip.conf"],
];
const ofTheSystem = ["/etc/environment", "/etc/profile", "/etc/zshenv", "/etc/zprofile", "/etc/zshrc", "/etc/bashrc"];

/** Lines that give a variable a value, comments aside. Windows has no such files. */
export function shellLinesSetting(machine: Machine, variable: string): ShellLine[] {
  if (machine.platform === "win32") return [];
  const setting = new RegExp(`^\\s*(export\\s+|set\\s+-\\S+\\s+(-\\S+\\s+)*|typeset\\s+-x\\s+)?${variable}[=\\s]`, "i");
  const files = [
    ...inHome.map((name) => join(machine.home, name)),
    ...ofTheSystem.map((path) => systemPath(machine, path)),
  ];
  return files.flatMap((file) =>
    linesOf(file).flatMap((text, index) => (setting.test(text) ? [{ file, line: index + 1, text: text.trim() }] : [])),
  );
}

function linesOf(file: string): string[] {
  try {
    return readSmallText(file).split(/\r?\n/);
  } catch {
    return [];
  }
}
