/** The worker that reads what environments and projects need; bundled to `src/projects/worker.generated.txt` by `npm run workers`. */
import { serveTasks } from "../files/serve-tasks";
import { readChosenFiles } from "../projects/files/read-chosen";
import { findNeeds } from "../projects/find-needs";

serveTasks({ findNeeds, readChosenFiles });
