/** The pips of this machine during our removals; `npm run test:pips` does the same with many more. */

import { describeWithPips } from "../support/pip";
import { neverNotices } from "./removal-with-pip";

describeWithPips("a pip that is running", neverNotices);
