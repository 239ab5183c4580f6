/** Acts whose command is left, or ended, before they are done. */
import { cases, expectTruth, place } from "./acts";
import { run } from "./run";

it.each(cases(1))("$name", async (one) => {
  const there = place(one);
  await run({ ...there.task, ...one.kind.task, at: one.step, then: [["leave"]] });
  await expectTruth(there, one);
});
