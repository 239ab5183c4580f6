/** The worker that unlinks; bundled to `src/files/worker.generated.txt` by `npm run workers`. */
import { serveTasks } from "../files/serve-tasks";
import { unlinkFiles } from "../files/unlink";

export default serveTasks({ unlink: unlinkFiles });
