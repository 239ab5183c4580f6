/** What the names of an index's files say about the project they are of, without opening them. */

import { normalizeName } from "../../../packaging/normalize";
import { isProjectName, isVersion } from "./project";

const sdistExtensions = [".tar.gz", ".zip", ".tar.bz2", ".tgz", ".tar.xz", ".tar.z", ".tar"];

/** Whether a file of this name can be one of the project (normalised): its name starts with the project's. */
export function canBeOf(fileName: string, project: string): boolean {
  const stem = normalizeName(fileName);
  return stem.startsWith(`${project}-`);
}

/**
 * The normalised project a file is of: certain for a wheel or an egg, where it is escaped; for an sdist where only one split
 * leaves a version of PEP 440. Undefined otherwise.
 */
export function projectOf(fileName: string): string | undefined {
  if (fileName.endsWith(".whl") || /-py\d[^-]*(-[^-]+)?\.egg$/.test(fileName)) {
    const name = fileName.slice(0, fileName.indexOf("-"));
    return isProjectName(name) ? normalizeName(name) : undefined;
  }
  const extension = sdistExtensions.find((suffix) => fileName.toLowerCase().endsWith(suffix));
  if (extension === undefined || fileName.length > 300) return undefined;
  const stem = fileName.slice(0, -extension.length);
  let project: string | undefined;
  for (let dash = stem.indexOf("-"); dash > 0; dash = stem.indexOf("-", dash + 1)) {
    if (!isVersion(stem.slice(dash + 1))) continue;
    if (project !== undefined) return undefined;
    project = stem.slice(0, dash);
  }
  return project !== undefined && isProjectName(project) ? normalizeName(project) : undefined;
}

/** The last segment of an address' path, percent-decoded, where it is named like a file of an index. */
export function fileNameOf(href: string): string | undefined {
  const path = href.replace(/[#?].*$/s, "");
  let name = path.slice(path.lastIndexOf("/") + 1);
  if (name.includes("%")) {
    try {
      name = decodeURIComponent(name);
    } catch {
      return undefined;
    }
  }
  return name.includes("-") && /\.(whl|zip|tgz|tar\.[a-z0-9]{1,3}|egg|exe|tar)$/i.test(name) ? name : undefined;
}
