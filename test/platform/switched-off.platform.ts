/** Acts whose process is killed before they are done, as where the machine is switched off. */
import { cases, expectTruth, place } from "./acts";
import { runUntilKilled } from "./run";

it.each(cases(2))("$name", async (one) => {
  const there = place(one);
  await runUntilKilled({ ...there.task, ...one.kind.task, at: one.step });
  await expectTruth(there, one);
});
