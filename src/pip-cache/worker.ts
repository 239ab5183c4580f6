/** The worker that reads caches; bundled to `worker.generated.txt` by `npm run workers`. */
import { serveTasks } from "../files/serve-tasks";
import { collect } from "./collect";
import { hashLinks } from "./hash-links";
import { spell } from "./spell";
import { verifyFiles } from "./verify-files";

serveTasks({ collect, hashLinks, spell, verifyFiles });
