/** The worker that reads other tools' caches of Python packages; bundled to `src/python-caches/worker.generated.txt` by `npm run workers`. */
import { serveTasks } from "../files/serve-tasks";
import { collectPackages } from "../python-caches/collect-packages";
import { findDuplicates } from "../python-caches/duplicates/find-duplicates";

export default serveTasks({ collectPackages, findDuplicates });
