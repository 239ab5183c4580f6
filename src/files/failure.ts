/**
 * Why something could not be read or removed, said so that a person can act on it.
 */
import { constants } from "node:os";
import { basename } from "node:path";
import { platformPath } from "./names";
import { visible } from "./visible";

/** The codes of the system's errors, as `node:fs` names them. */
export type SystemErrorCode = keyof typeof constants.errno;

/** What a failure is, to whoever decides by it. */
export type FailureCode =
  | SystemErrorCode
  /** Our own guard said no. */
  | "REFUSED"
  /** A command of a tool did not do what it was asked. */
  | "COMMAND"
  | "UNKNOWN";

export interface Failure {
  /** Absolute, as the platform writes it. */
  path: string;
  code: FailureCode;
  /** Sentences: why, and what to do where something can be done. */
  reason: string;
  /** The id of the user who owns it, or a folder it lies in, where that is why and the owner may be changed. */
  owner?: number;
  /** It is a file that stays only because the one it belongs to does. */
  follows?: true;
  /** What a person can run so that it can be removed or read; the reason has it too. */
  command?: string;
}

/** Removing was refused: the path is not, or may not be, inside a cache. */
export class RefusedError extends Error {
  override readonly name = "RefusedError";
  readonly code = "REFUSED";
  constructor(
    readonly path: string,
    /** The end of a sentence, such as `it is a link.` */
    readonly why: string,
  ) {
    super(`Refused to remove ${platformPath(path)}: ${why}`);
  }
}

const reasons: Partial<Record<FailureCode, string>> = {
  EBUSY: "It is in use. Close what uses it and try again.",
  EPERM: "The system does not allow it.",
  EACCES: "No permission.",
  ENOTEMPTY: "Something was added to it meanwhile.",
  EROFS: "The volume is read-only. Make it writable and try again.",
  ENAMETOOLONG: "The path is too long for this system.",
  EMFILE: "Too many files are open. Try again.",
  ENOSPC: "The disk is full. Free some space and try again.",
  EIO: "The disk reported an error.",
  ELOOP: "It is a link.",
};

/** Windows answers “not permitted” also for what somebody has open. */
const openOrDenied = "It is in use, or you may not change it. Close what uses it and try again.";
/** macOS answers it for what an application was not let into. */
const fullDiskAccess =
  "macOS does not permit the operation. Give Raycast, or what else runs this, Full Disk Access (System Settings, " +
  "Privacy & Security) and try again. If it has that, the file is locked.";
const platformReasons: Partial<Record<NodeJS.Platform, typeof reasons>> = {
  darwin: { EPERM: fullDiskAccess },
  win32: { EPERM: openOrDenied, EACCES: openOrDenied },
};

/** A failure of a file operation as it is shown. */
export function failureOf(place: string, error: unknown, platform = process.platform): Failure {
  const path = platformPath(place, platform);
  if (error instanceof RefusedError) return { path, code: error.code, reason: `Refused: ${visible(error.why)}` };
  const { message = String(error) } = error as { message?: string };
  const code = codeOf(error) ?? "UNKNOWN";
  return { path, code, reason: platformReasons[platform]?.[code] ?? reasons[code] ?? visible(message) };
}

/** The code of an error of the system; undefined for any other. */
export function codeOf(error: unknown): SystemErrorCode | undefined {
  // Not instanceof: an error may come from another realm.
  const { code } = (error ?? {}) as { code?: unknown };
  return isSystemErrorCode(code) ? code : undefined;
}

const isSystemErrorCode = (code: unknown): code is SystemErrorCode =>
  typeof code === "string" && Object.hasOwn(constants.errno, code);

/** Whether an error says that there is nothing at a path. */
export function isNotFound(error: unknown): boolean {
  const code = codeOf(error);
  return code === "ENOENT" || code === "ENOTDIR";
}

/** Whether an error says that this user may not. */
export function isNotPermitted(error: unknown): boolean {
  const code = codeOf(error);
  return code === "EACCES" || code === "EPERM";
}

/** A failure of a file that has to stay because the one it belongs to does. */
export function staysWith(path: string, { path: other, code }: Failure): Failure {
  return {
    path: platformPath(path),
    code,
    reason: `It stays with ${visible(basename(other))}, which it belongs to.`,
    follows: true,
  };
}
