/**
 * The worker that looks at folders; bundled to `src/pip-cache/scan/worker.generated.txt` by `npm run workers`. By itself: it has to
 * be there sooner than one that has the readers in it.
 */
import { serveTasks } from "../files/serve-tasks";
import { lookAtFolders } from "../pip-cache/scan/look";

export default serveTasks({ lookAtFolders });
