/** What a tool itself says of its lock: lines of requirements, as its own export writes them. */

/** `name==version` of each line, sorted, each once; a name alone where the lock has no version of it. */
export function releasesIn(text: string): string[] {
  const releases = text.split("\n").flatMap((line) => {
    const [, name, version] = /^([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?(?:==([^\s;\\]+))?/.exec(line) ?? [];
    return name === undefined ? [] : releaseOf(name, version);
  });
  return [...new Set(releases)].sort();
}

export const releaseOf = (name: string, version: string | undefined): string =>
  name.replace(/[-_.]+/g, "-").toLowerCase() + (version === undefined ? "" : `==${version}`);
