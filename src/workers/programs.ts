/** The worker that starts programs; bundled to `src/files/programs.generated.txt` by `npm run workers`. */
import { serveStarts, startHere } from "../files/programs";

serveStarts();

export default { startHere };
