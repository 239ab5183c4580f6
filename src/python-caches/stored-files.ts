/** What several tools keep alike: files of an index under their own names, and answers of an index as CacheControl writes them. */
import { identifyBody, identifyResponse, noHeaders } from "../pip-cache/readers/identify/identify";
import { projectOf } from "../pip-cache/readers/identify/file-name";
import { isPlausibleVersion, isProjectName, isVersion, type Release } from "../pip-cache/readers/identify/project";
import { parseWheelFileName } from "../pip-cache/readers/identify/wheel";
import { readStoredResponse } from "../pip-cache/readers/response/header";
import type { Body } from "../pip-cache/readers/formats/body";
import { normalizeName } from "../packaging/normalize";
import type { Kind } from "../pip-cache/entry";
import type { Described, PartKind } from "./part";

const partKinds: Partial<Record<Kind, PartKind>> = {
  wheel: "wheel",
  sdist: "source distribution",
  metadata: "metadata",
  "index page": "index page",
};

/** A wheel or a source distribution under its own name; what is in it tells where that does not. */
export function describeArchiveFile(path: string, body: () => Body | undefined, wheel: PartKind = "wheel"): Described {
  const file = path.slice(path.lastIndexOf("/") + 1);
  const named = wheelNamed(file);
  if (named) return { kind: wheel, part: path, ...named };
  const project = projectOf(file);
  const version = project === undefined ? undefined : versionOf(file, project);
  if (project !== undefined && version !== undefined) {
    return { kind: "source distribution", part: path, name: project, version };
  }
  const opened = body();
  const { kind, name, version: own } = opened ? identifyBody(opened, noHeaders) : { kind: "other" as const };
  return described(path, kind, name, own);
}

/** The release that a wheel is of, by its file name, where that can be one. */
export function wheelNamed(file: string): Release | undefined {
  const { name = "", version = "" } = parseWheelFileName(file) ?? {};
  return isProjectName(name) && isPlausibleVersion(version) ? { name, version } : undefined;
}

/** An answer of an index, with its headers before it. */
export function describeResponse(path: string, body: () => Body | undefined): Described {
  const opened = body();
  const stored = opened && readStoredResponse(opened);
  if (!stored?.ok) return { kind: "other", part: path };
  const { kind, name, version } = identifyResponse(stored, stored.body);
  return described(path, kind, name, version);
}

function described(part: string, kind: Kind, name?: string, version?: string): Described {
  return {
    kind: partKinds[kind] ?? "other",
    part,
    ...(name !== undefined && { name }),
    ...(version !== undefined && { version }),
  };
}

/** Of a file that is the project's: what stands between its name and the ending. */
function versionOf(file: string, project: string): string | undefined {
  const stem = file.replace(/\.(tar\.[a-z0-9]{1,3}|[a-z]{1,3})$/i, "");
  for (let dash = stem.indexOf("-"); dash > 0; dash = stem.indexOf("-", dash + 1)) {
    if (normalizeName(stem.slice(0, dash)) === project && isVersion(stem.slice(dash + 1))) return stem.slice(dash + 1);
  }
  return undefined;
}
