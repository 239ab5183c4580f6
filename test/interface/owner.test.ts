/** What is selected where some rows are meant whole and of others chosen versions, in a view that shows a part of each. */
import { packageKey } from "../../src/packaging/row-key";
import { ownerOf, ownerOfAll, partOf } from "../../src/interface/packages/owner";
import type { Entry } from "../../src/pip-cache/entry";
import { selectionTest, type Selection } from "../../src/pip-cache/selection";

const [torch, numpy] = ["torch", "numpy"].map((name) => packageKey("pip", name));
const chosen = new Map([[torch, { versions: new Set(["2.4.0"]), others: 1 }]]);

const entries = ["torch 2.4.0", "torch 2.3.0", "numpy 1.0", "scipy 1.0"].flatMap((text) => {
  const [name, version] = text.split(" ");
  return ["cp39", "cp313"].map((python): [string, Entry] => {
    const file = {
      path: `0/1/2/3/4/${text}${python}`,
      size: 1,
      mtimeMs: 1,
      changedMs: 1,
      inode: 1,
      device: 1,
      links: 1,
    };
    return [
      `${text} ${python}`,
      { layout: "http-v2", files: [file], identity: { kind: "wheel", name, version, python } },
    ];
  });
});

const meant = (selection: Selection): string[] =>
  entries.filter(([, entry]) => selectionTest(selection, "/cache")(entry)).map(([text]) => text);

/** As of a view of what no pip reads. */
const part = { selection: { any: [{ pythons: ["cp39"] }] } };

it("is of each row just what it shows", () => {
  const all = ownerOfAll([torch, numpy], chosen);
  expect(all).toMatchObject({ what: "2 packages", because: "1 other version stays." });
  expect(meant(partOf(all, undefined))).toEqual([
    "torch 2.4.0 cp39",
    "torch 2.4.0 cp313",
    "numpy 1.0 cp39",
    "numpy 1.0 cp313",
  ]);
  expect(meant(partOf(all, part))).toEqual(["torch 2.4.0 cp39", "numpy 1.0 cp39"]);
});

it("is of versions alone those, and without any the whole rows", () => {
  const versions = ownerOfAll([torch], chosen);
  expect(versions.what).toBe("1 version of 1 package");
  expect(meant(partOf(versions, part))).toEqual(["torch 2.4.0 cp39"]);
  expect(meant(ownerOf(torch, "torch", chosen.get(torch)).selection)).toEqual([
    "torch 2.4.0 cp39",
    "torch 2.4.0 cp313",
  ]);
  expect(meant(partOf(ownerOfAll([numpy, torch], undefined), part))).toEqual([
    "torch 2.4.0 cp39",
    "torch 2.3.0 cp39",
    "numpy 1.0 cp39",
  ]);
});
