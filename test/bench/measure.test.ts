import { runRounds, spreadOf } from "../../bench/measure";

describe("the spread of values", () => {
  it("has the middle one, or the mean of the two in the middle, as median", () => {
    expect(spreadOf([10, 9, 100])).toEqual({ median: 10, low: 9, high: 100 });
    expect(spreadOf([4, 1, 3, 2])).toEqual({ median: 2.5, low: 1, high: 4 });
  });

  it("is none of nothing", () => {
    expect(() => spreadOf([])).toThrow(RangeError);
  });
});

describe("rounds", () => {
  it("run every contestant once each, prepared right before, the first time without counting", async () => {
    const calls: string[] = [];
    const contestant = (name: string) => ({
      name,
      prepare: async () => void calls.push(`prepare ${name}`),
      run: async () => ({ ms: calls.push(name) }),
    });
    const rounds = await runRounds([contestant("a"), contestant("b")], { count: 20, warmUp: true });
    expect(rounds).toHaveLength(20);
    expect(rounds[0].a.ms + rounds[0].b.ms).toBe(6 + 8);
    const runs = calls.filter((_, at) => at % 2 === 1);
    expect(calls.filter((_, at) => at % 2 === 0)).toEqual(runs.map((name) => `prepare ${name}`));
    for (let at = 0; at < runs.length; at += 2) expect(runs.slice(at, at + 2).sort()).toEqual(["a", "b"]);
    expect(new Set(runs.filter((_, at) => at % 2 === 0))).toEqual(new Set(["a", "b"]));
  });
});
