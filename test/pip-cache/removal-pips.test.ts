/** The pips of this machine after our removals; `npm run test:pips` does the same with many more. */

import { describeWithPips } from "../support/pip";
import { missesWhatWasRemoved } from "./removal-with-pip";

describeWithPips("what pip downloads again", missesWhatWasRemoved);
