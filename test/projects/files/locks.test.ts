/** Locks that real tools made (`locks.tools.ts`), beside what these said of them. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { projectAt } from "../../support/projects";
import { releaseOf, releasesIn } from "./exported";

const fixtures = join(__dirname, "..", "..", "fixtures", "projects");

it.each(readdirSync(fixtures))("what %s has locked is read", (tool) => {
  const folder = join(fixtures, tool);
  const { files, failures } = projectAt(folder);
  const locks = files.filter(({ isLock }) => isLock);
  expect(failures).toEqual([]);
  expect(files.flatMap(({ unread }) => unread)).toEqual([]);
  expect(locks).toHaveLength(1);
  const releases = locks.flatMap(({ named }) => named.map(({ name, version }) => releaseOf(name, version)));
  expect([...new Set(releases)].sort()).toEqual(releasesIn(readFileSync(join(folder, "exported"), "utf8")));
});

it("several versions of one package are told apart by their markers", () => {
  const { files } = projectAt(join(fixtures, "uv"));
  const named = files.flatMap(({ isLock, named: all }) => (isLock ? all.filter(({ name }) => name === "zipp") : []));
  expect(named.length).toBeGreaterThan(1);
  expect(new Set(named.map(({ marker }) => marker)).size).toBe(named.length);
});
