import { selectsAll, selectsRowsOnly, type Selection } from "../../src/pip-cache/selection";

const parts: Required<Selection> = {
  caches: ["/cache"],
  rows: ["numpy"],
  versions: ["1.0"],
  kinds: ["wheel"],
  layouts: ["wheels"],
  pythons: ["cp312"],
  entries: ["/cache/http/a"],
  damaged: true,
  damages: ["noHeader"],
  any: [{ rows: ["numpy"] }],
  leftovers: true,
  foreign: true,
};

describe("a selection", () => {
  it("is of everything only where nothing narrows it but the caches", () => {
    expect(selectsAll({})).toBe(true);
    for (const [part, value] of Object.entries(parts)) {
      expect([part, selectsAll({ [part]: value })]).toEqual([part, part === "caches"]);
      expect(selectsAll({ [part]: undefined })).toBe(true);
    }
  });

  it("is of whole rows only where nothing narrows it but caches and rows", () => {
    expect(selectsRowsOnly({ rows: ["numpy"] })).toBe(true);
    expect(selectsRowsOnly({ rows: ["numpy"], caches: ["/cache"] })).toBe(true);
    for (const [part, value] of Object.entries(parts)) {
      const isWhole = part === "caches" || part === "rows";
      expect([part, selectsRowsOnly({ rows: ["numpy"], [part]: value })]).toEqual([part, isWhole]);
    }
  });
});
