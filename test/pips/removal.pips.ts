/** Our removals under pips of every generation. */

import { missesWhatWasRemoved, neverNotices } from "../pip-cache/removal-with-pip";
import { pipMatrix } from "./matrix";

describe.each(pipMatrix())("pip $version on Python $pythonVersion", (pip) => {
  describe("what it downloads again", () => missesWhatWasRemoved(pip));
  describe("while it is running", () => neverNotices(pip));
});
