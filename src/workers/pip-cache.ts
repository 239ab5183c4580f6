/** The worker that reads caches; bundled to `src/pip-cache/worker.generated.txt` by `npm run workers`. */
import { serveTasks } from "../files/serve-tasks";
import { copyFiles } from "../pip-cache/export/copy-files";
import { collect } from "../pip-cache/scan/collect";
import { hashLinks } from "../pip-cache/index/hash-links";
import { readCosts } from "../pip-cache/cost/read-costs";
import { readDisplayNames } from "../pip-cache/scan/display-names";
import { verifyFiles } from "../pip-cache/check/verify-files";

export default serveTasks({ collect, copyFiles, hashLinks, readCosts, readDisplayNames, verifyFiles });
