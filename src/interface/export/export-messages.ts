/** What is said of an export: sentences are made of codes here. */
import { appendTo } from "../../files/lookup";
import type { CopiedFile, LeftFile } from "../../pip-cache/export/copy-files";
import type { Exported, FolderProblem } from "../../pip-cache/export/export";
import { requirementsName } from "../../pip-cache/export/requirements-text";
import { normalizeName } from "../../packaging/normalize";
import { newestFirst } from "../../packaging/versions";
import { join } from "node:path";
import { visible } from "../../files/visible";
import { formatBytes, formatCount, formatPath, titleCase } from "../shared/format";

export const folderProblems: Record<FolderProblem, string> = {
  missing: "There is no such folder.",
  "no folder": "That is a file. Choose a folder.",
  "not readable": "It may not be read. Choose another folder.",
  "in cache": "That is inside of a pip cache, where pip would remove it. Choose another folder.",
};

const whyLeft: Record<LeftFile["why"], string> = {
  damaged: "It is damaged. Remove it, and pip downloads it again.",
  "no name": "Neither its index nor its contents say what it is called.",
  taken: "Another file of that name is there, and stays. Move it, or choose another folder.",
  changing: "It kept changing while it was read. Try again.",
  unreadable: "It could not be read.",
};

/** Why a file was not exported: sentences. */
export function leftText({ why, reason }: LeftFile): string {
  if (reason === undefined) return whyLeft[why];
  if (why === "damaged") return `It is damaged: ${visible(reason)}. Remove it, and pip downloads it again.`;
  return `${visible(reason)
    .replace(/^./, (first) => first.toUpperCase())
    .replace(/\.?$/, ".")}`;
}

/** Of all that is there now: `23 Files (1.2 GB)`. */
export function filesText({ files }: Pick<Exported, "files">): string {
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  return `${titleCase(formatCount(files.length, "file"))} (${formatBytes(bytes)})`;
}

/** What else a person should know, in short: what was there, what was left. */
export function resultText({ files, left, ended, failures }: Exported): string {
  const there = files.filter(({ wasThere }) => wasThere).length;
  const parts = [
    there > 0 && `${formatCount(there, "file")} ${there === 1 ? "was" : "were"} there already`,
    left.length > 0 && `${formatCount(left.length, "file")} not exported`,
    failures.length > 0 && `${formatCount(failures.length, "folder")} of the cache could not be read`,
    ended && ended.reason,
  ];
  return parts.filter(Boolean).join(" · ");
}

/** An argument as the shells of a platform take it. */
const argument = (text: string, platform: NodeJS.Platform): string => {
  if (/^[\w./\\:=+!~-]+$/.test(text) && !text.startsWith("~")) return text;
  return platform === "win32" ? `"${text}"` : `'${text.replaceAll("'", "'\\''")}'`;
};

/**
 * What installs all that was exported without a network.
 * @param hasRequirements whether the requirements lie beside it
 */
export function installCommand(
  { folder, files }: Pick<Exported, "folder" | "files">,
  hasRequirements: boolean,
  platform = process.platform,
): string {
  const wanted = hasRequirements ? ["-r", join(folder, requirementsName)] : newestOfEach(files);
  const parts = ["pip", "install", "--no-index", "--find-links", folder, ...wanted];
  return parts.map((part) => argument(part, platform)).join(" ");
}

function newestOfEach(files: readonly CopiedFile[]): string[] {
  const versions = new Map<string, string[]>();
  for (const { name, version } of files) appendTo(versions, normalizeName(name), version);
  return [...versions].map(([name, all]) => `${name}==${newestFirst(new Set(all))[0]}`).sort();
}

/** All of it, a line for each file, to be copied. */
export function exportLog({ folder, files, left, failures, ended }: Exported): string {
  return [
    `Exported to ${folder}`,
    ...files.map(
      ({ fileName, bytes, sha256, wasThere, isNamedByContents }) =>
        `${fileName}  ${bytes} bytes  sha256:${sha256}${wasThere ? "  (was there)" : ""}${isNamedByContents ? "  (named by its contents)" : ""}`,
    ),
    ...left.map((file) => `Not exported: ${visible(file.title)}: ${leftText(file)} ${formatPath(file.path)}`),
    ...failures.map(({ path, reason }) => `Not read: ${formatPath(path)}: ${reason}`),
    ...(ended ? [`Ended: ${ended.reason}`] : []),
  ].join("\n");
}
