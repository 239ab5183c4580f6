/** What may be very much: found and sorted in steps whose number grows with it, and no faster. */
import fc from "fast-check";
import { hashOf, HashSlots } from "../../src/files/hash-slots";
import { largestBy, sortSteps } from "../../src/files/sort-steps";

/** Sorts in steps: between two it compares some thousand times at most, and their number grows with that of the values. */
function sorted<Value>(values: readonly Value[], compare: (a: Value, b: Value) => number): Value[] {
  let compared = 0;
  const counting = (a: Value, b: Value) => (compared++, compare(a, b));
  const steps = sortSteps(values, counting);
  for (let step = 0; step <= 4 + (values.length * Math.log2(values.length + 1)) / 128; step++) {
    compared = 0;
    const { done, value } = steps.next();
    expect(compared).toBeLessThan(8000);
    if (done) return value;
  }
  throw new Error("Sorting takes steps without end.");
}

describe("numbers by hash", () => {
  it.each([
    ["that follow each other", (at: number) => [3, at, 0]],
    ["that differ in their high bits only", (at: number) => [(at * 65_536) | 0, 7]],
    ["of pairs", (at: number) => [at % 300, Math.floor(at / 300)]],
  ])("are found among 60,000 by looking at few: those of numbers %s", (_, numbers) => {
    const slots = new HashSlots();
    const all = Array.from({ length: 60_000 }, (_each, at) => hashOf(...numbers(at)));
    for (const [at, hash] of all.entries()) slots.add(at, hash);
    let looks = 0;
    const found = all.map((hash, at) =>
      slots.find(hash, (number) => {
        looks++;
        return number === at;
      }),
    );
    expect(found).toEqual(all.map((_hash, at) => at));
    expect(looks).toBeLessThan(2 * all.length);
    expect(slots.find(hashOf(9, 9, 9, 9), () => false)).toBeUndefined();
  });
});

describe("sorting in steps", () => {
  it.each([0, 1, 511, 512, 513, 1024, 1025, 2049, 3000])("sorts %i, equal ones in their order", (length) => {
    const values = Array.from({ length }, (_, at) => [(at * 7919) % 101, at] as const);
    const before = values.slice();
    const compare = ([a]: readonly number[], [b]: readonly number[]) => a! - b!;
    expect(sorted(values, compare)).toEqual(values.toSorted(compare));
    expect(values).toEqual(before);
  });

  it("comes to what sorting at once comes to, equal ones in their order", () => {
    const pairs = fc.array(fc.tuple(fc.nat(50), fc.nat()), { maxLength: 3000, size: "max" });
    const compare = ([a]: [number, number], [b]: [number, number]) => a - b;
    fc.assert(
      fc.property(pairs, (values) => {
        expect(sorted(values, compare)).toEqual(values.toSorted(compare));
      }),
      { numRuns: 60 },
    );
  });

  it("compares only some thousand times between two pauses, however many there are", () => {
    const values = Array.from({ length: 40_000 }, (_, at) => (at * 7919) % 40_009);
    const compare = (a: number, b: number) => a - b;
    expect(sorted(values, compare)).toEqual(values.toSorted(compare));
  });
});

it("puts what has equal bytes in an order of its own, however it came", () => {
  const files = ["d", "b", "a", "c"].map((name) => ({ name, bytes: name === "d" ? 2 : 1 }));
  const ordered = (values: typeof files) => values.toSorted(largestBy(({ name }) => name)).map(({ name }) => name);
  expect(ordered(files)).toEqual(["d", "a", "b", "c"]);
  expect(ordered(files.toReversed())).toEqual(["d", "a", "b", "c"]);
});
