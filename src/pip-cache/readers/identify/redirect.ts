/**
 * Redirects: pip keeps the permanent ones, bodies of no bytes, under the address that a page links to. Where they lead
 * to tells what they are for.
 */

import type { Identity } from "../../entry";
import { fileNameOf, projectOf } from "./file-name";
import { normalizeName } from "../../../packaging/normalize";
import { isPlausibleVersion, type Release } from "./project";
import { parseWheelFileName } from "./wheel";

/** @param location the header of that name */
export function identifyRedirect(location = ""): Identity {
  const bare = location.replace(/[?#].*$/s, "");
  const isMetadata = bare.endsWith(".metadata");
  const fileName = fileNameOf(isMetadata ? bare.slice(0, -".metadata".length) : bare);
  const release = fileName === undefined ? undefined : releaseOf(fileName);
  if (fileName === undefined || release === undefined) return { kind: "other", reason: "redirect" };
  const { name, version } = release;
  return { kind: "other", name, version, reason: isMetadata ? "redirect to metadata" : "redirect to file" };
}

/** The release that a file's name says it is of, as it spells that. */
function releaseOf(fileName: string): Release | undefined {
  const wheel = parseWheelFileName(fileName);
  if (wheel) return isPlausibleVersion(wheel.version) ? { name: wheel.name, version: wheel.version } : undefined;
  const project = projectOf(fileName);
  const stem = fileName.replace(/\.(tar\.[a-z0-9]+|tgz|zip|tar)$/i, "");
  if (project === undefined || stem === fileName) return undefined;
  for (let dash = stem.indexOf("-"); dash > 0; dash = stem.indexOf("-", dash + 1)) {
    const [name, version] = [stem.slice(0, dash), stem.slice(dash + 1)];
    if (normalizeName(name) === project && isPlausibleVersion(version)) return { name, version };
  }
  return undefined;
}
