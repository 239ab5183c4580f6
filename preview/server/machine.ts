/** Opens files, folders and addresses with what the machine has for that. */
import { spawn } from "node:child_process";
import { dirname } from "node:path";

const platforms: Partial<Record<NodeJS.Platform, { open: string[]; reveal: (path: string) => string[] }>> = {
  darwin: { open: ["open"], reveal: (path) => ["open", "-R", path] },
  win32: { open: ["explorer.exe"], reveal: (path) => ["explorer.exe", `/select,${path}`] },
};
const others = { open: ["xdg-open"], reveal: (path: string) => ["xdg-open", dirname(path)] };

/** Throws when the machine has no program for it. */
export function openTarget(target: string): Promise<void> {
  return start([...(platforms[process.platform] ?? others).open, target]);
}

/** Shows a file or folder where it lies. Throws when the machine has no file manager. */
export function reveal(path: string): Promise<void> {
  return start((platforms[process.platform] ?? others).reveal(path));
}

function start([command, ...given]: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, given, { stdio: "ignore", detached: true });
    child.on("error", () =>
      reject(new Error(`This machine has no ${command} to open ${given[given.length - 1]} with.`)),
    );
    child.on("spawn", () => {
      child.unref();
      resolve();
    });
  });
}
