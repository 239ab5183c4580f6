/** The worker that reads caches; bundled to `worker.txt` by `npm run workers`. */
import { serveTasks } from "../files/serve-tasks";
import { collect } from "./collect";

serveTasks({ collect });
