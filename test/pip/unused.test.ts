import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { unknownInstallation, type Installation } from "../../src/pip/installation";
import { noPip } from "../../src/pip/python-facts";
import { findUnused, isUnused, oldLayoutUsers } from "../../src/pip/unused";
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

const unasked = { pythonVersion: { unknown: "It did not answer." }, pythonTag: { unknown: "It did not answer." } };

it("calls the old layout unused when every pip found is 23.3 or newer, and says which those are", () => {
  const finding = findUnused([installation("cp312", "23.3"), installation("cp313", "26.2.1")]);
  expect(finding).toEqual({
    httpUnused: true,
    httpV2Unused: false,
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
  expect(findUnused([...pips, installation("cp39", "21.2.4")]).httpUnused).toBe(false);
  const audited = findUnused(pips, ["/bin/pip-audit"]);
  expect(audited.httpUnused).toBe(false);
  expect(audited.reservations).toEqual(["/bin/pip-audit writes into the old layout, too."]);
});

it("calls the new layout unused when every pip found is older", () => {
  const finding = findUnused([installation("cp39", "21.2.4")]);
  expect(isUnused(finding, { layout: "http-v2" })).toBe(true);
  expect(isUnused(finding, { layout: "http" })).toBe(false);
});

it("calls files for a Python unused that is gone, and none that several or any can use", () => {
  const finding = findUnused([installation("cp312", "24.0"), installation("cp39", undefined)]);
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
  const some = findUnused([installation("cp312", "24.0"), installation("cp38", "24.0", unasked)]);
  expect(some).toMatchObject({
    httpUnused: false,
    httpV2Unused: false,
    reservations: ["/pythons/cp38 could not be asked."],
  });
  expect(isUnused(some, { layout: "wheels", python: "cp37" })).toBe(false);
  expect(findUnused([])).toMatchObject({ httpUnused: false, httpV2Unused: false, reservations: [] });
  const dead = installation("cp38", undefined, { ...unasked, dead: "It is gone." });
  expect(findUnused([installation("cp312", "24.0"), dead]).httpUnused).toBe(true);
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
  expect(oldLayoutUsers(machine, [one])).toEqual([join(home, ".local/pipx/venvs/pip-audit"), audit]);
  expect(oldLayoutUsers(machine, [])).toEqual([join(home, ".local/pipx/venvs/pip-audit")]);
});
