/** What is done off the command's own thread in this folder; `worker.ts` offers the same. */
import type { TaskKit } from "../files/tasks";
import { collect } from "./collect";
import { hashLinks } from "./hash-links";
import { spell } from "./spell";
import { verifyFiles } from "./verify-files";
import source from "./worker.generated.txt";

export const reading: TaskKit = { source, tasks: { collect, hashLinks, spell, verifyFiles } };
