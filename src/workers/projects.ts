/** The worker that reads what environments and projects need; bundled to `src/projects/worker.generated.txt` by `npm run workers`. */
import { serveTasks } from "../files/serve-tasks";
import { readChosenFiles } from "../projects/files/chosen-files";
import { findNeeds } from "../projects/find-needs";

export default serveTasks({ findNeeds, readChosenFiles });
