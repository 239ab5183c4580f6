/** What a confirmation has named is the same whatever the order in which that is put. */
import { digestOf } from "../../src/interface/assistant/consent";
import type { Selection } from "../../src/pip-cache/selection";

const selection: Selection = {
  tools: ["pip"],
  caches: ["/one", "/other"],
  rows: ["pip/a", "pip/b"] as Selection["rows"],
  any: [
    { rows: ["pip/a", "pip/b"] as Selection["rows"] },
    { releasesOf: [["pip/c", ["1", "2"]]] as Selection["releasesOf"], damaged: true },
  ],
  not: {
    versionsOf: [
      ["pip/d", ["1", "2"]],
      ["pip/e", ["3"]],
    ] as Selection["versionsOf"],
  },
};

/** All lists and keys the other way round, but for pairs. */
function turned(value: unknown): unknown {
  if (Array.isArray(value)) {
    const isPair = value.length === 2 && typeof value[0] === "string" && Array.isArray(value[1]);
    return isPair ? [value[0], turned(value[1])] : value.map(turned).reverse();
  }
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([name, part]) => [name, turned(part)] as const)
      .reverse(),
  );
}

it("at every depth", () => {
  expect(JSON.stringify(turned(selection))).not.toBe(JSON.stringify(selection));
  expect(digestOf(turned(selection) as Selection)).toBe(digestOf(selection));
  expect(digestOf({ ...selection, damaged: undefined })).toBe(digestOf(selection));
});

it.each<[string, Selection]>([
  ["another row", { ...selection, rows: ["pip/a"] as Selection["rows"] }],
  ["nothing left out", { ...selection, not: undefined }],
  [
    "a version of the other row",
    {
      ...selection,
      not: {
        versionsOf: [
          ["pip/d", ["1"]],
          ["pip/e", ["2", "3"]],
        ] as Selection["versionsOf"],
      },
    },
  ],
  ["a part that is another", { ...selection, damaged: true }],
])("and another one of %s", (_what, other) => {
  expect(digestOf(other)).not.toBe(digestOf(selection));
});
