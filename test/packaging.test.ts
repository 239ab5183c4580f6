import { isWithin } from "../src/packaging/releases";

it.each<[string | undefined, string, string | undefined, boolean]>([
  ["23.2.1", "6.0", "23.2", true],
  ["23.3", "6.0", "23.2", false],
  ["23.3b1", "6.0", "23.2", false],
  ["24", "6.0", "23.2", false],
  ["23.3", "23.3", undefined, true],
  ["23.2.1", "23.3", undefined, false],
  ["9.0.3", "23.3", undefined, false],
  ["26.10", "26.2", "26.10", true],
  // An unknown version counts as the newest.
  [undefined, "23.3", undefined, true],
  [undefined, "6.0", "23.2", false],
])("pip %s is of the releases from %s until %s: %s", (version, from, until, isOf) => {
  expect(isWithin(version, until === undefined ? { from } : { from, until })).toBe(isOf);
});
