/** The worker that unlinks; bundled to `worker.generated.txt` by `npm run workers`. */
import { serveTasks } from "./serve-tasks";
import { unlinkFiles } from "./unlink";

serveTasks({ unlink: unlinkFiles });
