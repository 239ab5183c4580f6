/** Acts whose command is left, where its thread may end by itself: it does not go on for long either. */
import { cases, eachOnce, expectTruth, place } from "./acts";
import { run } from "./run";

it.each(cases(3, eachOnce))("$name", async (one) => {
  const there = place(one);
  await run({ ...there.task, ...one.kind.task, as: "exit", at: one.step, then: [["leave"]] });
  await expectTruth(there, one);
});
