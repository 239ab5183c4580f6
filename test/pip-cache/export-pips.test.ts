/** What the pips of this machine cached, exported; `npm run test:pips` does the same with many more. */
import { describeWithPips } from "../support/pip";
import { installsWhatIsExported } from "./export-with-pip";

describeWithPips("what pip has cached", (pip) => installsWhatIsExported(pip));
