/**
 * Folders that are not really on this machine: clouds bring a file back when it is looked at, and a network volume is
 * slow and belongs to others too. They are named, not measured.
 */
import { readFile } from "node:fs/promises";
import { variable, type Machine } from "./machine";
import { startProgram } from "./start-program";

export interface Mount {
  path: string;
  /** Type of the file system. */
  type: string;
}

const network =
  /^(nfs\d?|cifs|smb\d?|smbfs|afpfs|afs|webdav|davfs2?|ncpfs|ftp|autofs|fuse\.(sshfs|rclone|davfs2|s3fs|gcsfuse|smbnetfs|curlftpfs))$/;

/** What is mounted where; nothing on Windows, where a network volume shows in the path itself. */
export async function readMounts({ platform }: Machine): Promise<Mount[]> {
  try {
    if (platform === "linux") return parseProcMounts(await readFile("/proc/self/mounts", "utf8"));
    if (platform === "darwin") {
      return parseMountOutput((await startProgram("/sbin/mount", [], { env: {}, timeoutMs: 5_000 })).stdout);
    }
  } catch {
    // Without the table every volume counts as local: walking a slow one can still be stopped.
  }
  return [];
}

/** `/proc/self/mounts`: device, path, type, … with `\040` for a space. */
export function parseProcMounts(text: string): Mount[] {
  return text.split("\n").flatMap((line) => {
    const [, path, type] = line.split(" ");
    if (path === undefined || type === undefined) return [];
    return [
      { path: path.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(parseInt(octal, 8))), type },
    ];
  });
}

/** macOS' `mount`: `device on path (type, options)`. */
export function parseMountOutput(text: string): Mount[] {
  return text.split("\n").flatMap((line) => {
    const [, path, type] = /^.*? on (\/.*) \(([^,()]+)[^()]*\)$/.exec(line) ?? [];
    return path === undefined || type === undefined ? [] : [{ path, type: type.trim() }];
  });
}

/** Why a folder is left out, in a sentence; undefined when it is on a volume of this machine. */
export function whyLeftOut(path: string, machine: Machine, mounts: Mount[]): string | undefined {
  if (/^[\\/]{2}[^\\/?.]/.test(path) && machine.platform === "win32") return "It is on a network volume.";
  for (const [folder, name] of clouds(machine)) {
    if (below(path, folder)) return `It is in ${name}.`;
  }
  if (cloudNames.test(below(path, machine.home) ? plain(path).slice(plain(machine.home).length + 1) : "")) {
    return "It is in a cloud folder.";
  }
  const mount = mounts
    .filter(({ path: point }) => below(path, point))
    .reduce<Mount | undefined>(
      (deepest, one) => ((deepest?.path.length ?? -1) > one.path.length ? deepest : one),
      undefined,
    );
  return mount !== undefined && network.test(mount.type) ? "It is on a network volume." : undefined;
}

/** Whether something is mounted at a folder or in it, which would go along where the folder is moved. @param path a real one */
export const isMountedIn = (path: string, mounts: readonly Mount[]): boolean =>
  mounts.some(({ path: point }) => below(point, path));

/** For these macOS asks a person. */
const asked = ["Desktop", "Documents", "Downloads", "Movies", "Music", "Pictures"];

/** Why a folder is not looked into while nobody looks, in a sentence; undefined when it is. Case makes no difference on a Mac. */
export function whyNotInBackground(path: string, { home }: Machine): string | undefined {
  const isAsked = asked.some((name) => below(path.toLowerCase(), `${home}/${name}`.toLowerCase()));
  return isAsked ? "It is not looked into in the background." : undefined;
}

/** As their programs name them in the home. */
const cloudNames = /^(OneDrive( - [^/]+)?|Dropbox( \([^/)]+\))?|Google ?Drive|iCloudDrive)(\/|$)/i;

function clouds(machine: Machine): [string, string][] {
  const { platform, home } = machine;
  if (platform === "darwin") {
    return [
      [`${home}/Library/Mobile Documents`, "iCloud"],
      [`${home}/Library/CloudStorage`, "a cloud folder"],
    ];
  }
  const oneDrive = platform === "win32" ? variable(machine, "OneDrive") : undefined;
  return oneDrive === undefined ? [] : [[oneDrive, "OneDrive"]];
}

function below(path: string, folder: string): boolean {
  return plain(path) === plain(folder) || plain(path).startsWith(`${plain(folder)}/`);
}

const plain = (text: string): string => text.replaceAll("\\", "/").replace(/\/+$/, "");
