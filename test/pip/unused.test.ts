import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { unknownInstallation, type Installation } from "../../src/pip/installation";
import { noPip } from "../../src/pip/python-facts";
import { findUnused, isUnused, pipAudits } from "../../src/pip/unused";
import { layouts } from "../../src/pip-cache/layouts";
import { temporaryDirectory } from "../support/temporary";

function installation(tag: string, pip: string | undefined, facts: Partial<Installation> = {}): Installation {
  return {
    ...unknownInstallation({ python: `/pythons/${tag}`, origin: "Other" }, "?"),
    pythonVersion: { value: "3" },
    pythonTag: { value: tag },
    pipVersion: pip === undefined ? { unknown: noPip } : { value: pip },
    ...facts,
  };
}

/** What would be unused of downloads, by these pips and, where the old layout is, other programs. */
const unusedBy = (installations: Installation[], others: string[] = []) =>
  findUnused(
    installations,
    new Map([
      ["http", { pips: layouts.http.pips, others }],
      ["http-v2", { pips: layouts["http-v2"].pips, others: [] }],
    ]),
  );

const unasked = { pythonVersion: { unknown: "It did not answer." }, pythonTag: { unknown: "It did not answer." } };

it("calls the old layout unused when every pip found is 23.3 or newer, and says which those are", () => {
  const finding = unusedBy([installation("cp312", "23.3"), installation("cp313", "26.2.1")]);
  expect(finding).toEqual({
    layouts: ["http"],
    pythons: ["cp312", "cp313"],
    pips: [
      { python: "/pythons/cp312", version: "23.3" },
      { python: "/pythons/cp313", version: "26.2.1" },
    ],
    reservations: [],
  });
  expect(isUnused(finding, { layout: "http", python: "any" })).toBe(true);
  expect(isUnused(finding, { layout: "http-v2", python: "cp312" })).toBe(false);
});

it("keeps the old layout while one pip reads it, or pip-audit writes there", () => {
  const pips = [installation("cp312", "24.0")];
  expect(unusedBy([...pips, installation("cp39", "21.2.4")]).layouts).toEqual([]);
  const audited = unusedBy(pips, ["/bin/pip-audit"]);
  expect(audited.layouts).toEqual([]);
  expect(audited.reservations).toEqual(["/bin/pip-audit writes into http, too."]);
});

it("calls the new layout unused when every pip found is older", () => {
  const finding = unusedBy([installation("cp39", "21.2.4")]);
  expect(isUnused(finding, { layout: "http-v2" })).toBe(true);
  expect(isUnused(finding, { layout: "http" })).toBe(false);
});

it("calls files for a Python unused that is gone, and none that several or any can use", () => {
  const finding = unusedBy([installation("cp312", "24.0"), installation("cp39", undefined)]);
  const unused = (python?: string) => isUnused(finding, { layout: "wheels", python });
  expect(unused("cp38")).toBe(true);
  expect(unused("cp37 cp38")).toBe(true);
  expect(unused("cp38 cp312")).toBe(false);
  expect(unused("cp39")).toBe(false);
  expect(unused("any")).toBe(false);
  expect(unused("py3")).toBe(false);
  expect(unused(undefined)).toBe(false);
});

it("claims nothing where a Python could not be asked, and nothing without any pip", () => {
  const some = unusedBy([installation("cp312", "24.0"), installation("cp38", "24.0", unasked)]);
  expect(some).toMatchObject({
    layouts: [],
    reservations: ["/pythons/cp38 could not be asked."],
  });
  expect(isUnused(some, { layout: "wheels", python: "cp37" })).toBe(false);
  expect(unusedBy([])).toMatchObject({ layouts: [], reservations: [] });
  const dead = installation("cp38", undefined, { ...unasked, dead: "It is gone." });
  expect(unusedBy([installation("cp312", "24.0"), dead]).layouts).toEqual(["http"]);
});

it("finds pip-audit beside a Python and in pipx", () => {
  const home = temporaryDirectory();
  mkdirSync(join(home, "environment/bin"), { recursive: true });
  mkdirSync(join(home, ".local/pipx/venvs/pip-audit"), { recursive: true });
  const audit = join(home, "environment/bin/pip-audit");
  writeFileSync(audit, "");
  chmodSync(audit, 0o755);
  const machine = { platform: "linux", home, env: {}, root: join(home, "root") } as const;
  const one = installation("cp312", "24.0", { python: join(home, "environment/bin/python") });
  expect(pipAudits(machine, [one])).toEqual([join(home, ".local/pipx/venvs/pip-audit"), audit]);
  expect(pipAudits(machine, [])).toEqual([join(home, ".local/pipx/venvs/pip-audit")]);
});
