/** Opens files, folders and addresses with what the machine has for that. */
import { spawn } from "node:child_process";
import { dirname } from "node:path";

interface FileManager {
  program: string;
  /** What it is given to show where something lies. */
  reveal: (path: string) => string[];
}

const platforms: Partial<Record<NodeJS.Platform, FileManager>> = {
  darwin: { program: "open", reveal: (path) => ["-R", path] },
  win32: { program: "explorer.exe", reveal: (path) => [`/select,${path}`] },
};
const others: FileManager = { program: "xdg-open", reveal: (path) => [dirname(path)] };
const fileManager = platforms[process.platform] ?? others;

/** Throws when the machine has no program for it. */
export function openTarget(target: string): Promise<void> {
  return start(fileManager.program, [target]);
}

/** Shows a file or folder where it lies. Throws when the machine has no file manager. */
export function reveal(path: string): Promise<void> {
  return start(fileManager.program, fileManager.reveal(path));
}

function start(program: string, given: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, given, { stdio: "ignore", detached: true });
    child.on("error", () => reject(new Error(`This machine has no ${program} to open ${given.at(-1)} with.`)));
    child.on("spawn", () => {
      child.unref();
      resolve();
    });
  });
}
