/** What may have been meant by a name of which nothing is cached. */
import { runToEnd } from "../../src/files/tasks";
import { importedAs } from "../../src/packaging/import-names";
import { normalizeName } from "../../src/packaging/normalize";
import { packageKey } from "../../src/packaging/row-key";
import { nearestRows } from "../../src/interface/packages/nearest";
import { Rows } from "../../src/pip-cache/rows/rows";

function rowsOf(names: Iterable<string>): Rows {
  const rows = new Rows();
  for (const name of names) rows.setDisplayName(packageKey("pip", name), name);
  return rows;
}

const nearest = (typed: string, ...cached: string[]): string[] => {
  const rows = rowsOf(cached);
  return runToEnd(nearestRows(rows, typed)).map((row) => rows.nameAt(row));
};

it.each([
  ["sklearn", "scikit-learn"],
  ["cv2", "opencv-python"],
  ["cv2", "opencv-python-headless"],
  ["PIL", "pillow"],
  ["yaml", "PyYAML"],
  ["bs4", "beautifulsoup4"],
  ["pkg_resources", "setuptools"],
  ["dateutil", "python-dateutil"],
])("is what is installed for what is imported: %s", (imported, project) => {
  expect(nearest(imported, "requests", project)).toEqual([project]);
});

it.each([
  ["nunpy", "numpy"],
  ["nmpy", "numpy"],
  ["numppy", "numpy"],
  ["nupmy", "numpy"],
  ["requsets", "requests"],
  ["beatifulsoup", "beautifulsoup4"],
  ["sckit_lern", "scikit-learn"],
  ["tensorflow-gpu", "tensorflow"],
  ["opencv", "opencv-python"],
])("is what differs by slips of the keys, or by a part: %s", (typed, meant) => {
  expect(nearest(typed, "django", meant, "zope.interface")).toEqual([meant]);
});

it.each([
  ["x", "y", "xy"],
  ["ab", "abc", "cd"],
  ["six", "ply", "attrs"],
  ["numpy", "scipy", "sympy", "numpy"],
  ["", "numpy"],
  ["__proto__", "numpy"],
])("is nothing where all names are others, and never the name itself: %s", (typed, ...cached) => {
  expect(nearest(typed, ...cached)).toEqual(typed === "numpy" ? ["sympy"] : []);
});

it("is five at most, the nearest first: what is imported so, then by slips, then by letters", () => {
  const cached = ["yamlx", "yamll", "yam", "aml", "yamly", "ruamel.yaml", "pyyaml"];
  expect(nearest("yaml", ...cached)).toEqual(["pyyaml", "aml", "yam", "yamll", "yamlx"]);
});

it("looks at a hundred thousand names one at a time, whatever is typed", () => {
  const rows = rowsOf(Array.from({ length: 100_000 }, (_, at) => `package-${at.toString(36)}-of-many`));
  for (const typed of ["pakcage-22-of-many", "package", "x".repeat(10_000)]) {
    const steps = nearestRows(rows, typed);
    let count = 0;
    let step = steps.next();
    for (; !step.done; step = steps.next()) count++;
    expect(count).toBe(100_000);
    expect(step.value.length).toBe(typed.startsWith("x") ? 0 : 5);
  }
});

it("has the names of imports as a person may write them, none of them a project's that it leads to", () => {
  for (const [imported, projects] of importedAs) {
    for (const name of [imported, ...projects]) expect(normalizeName(name)).toBe(name);
    expect(projects).not.toContain(imported);
  }
});
