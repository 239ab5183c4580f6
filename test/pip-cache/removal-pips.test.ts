/** The pips of this machine and our removals; `npm run test:pips` does the same with many more. */

import { describeWithPips } from "../support/pip";
import { missesWhatWasRemoved, neverNotices } from "./removal-with-pip";

describeWithPips("what pip downloads again", missesWhatWasRemoved);
describeWithPips("a pip that is running", neverNotices);
