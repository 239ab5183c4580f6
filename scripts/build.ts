/** Builds with Raycast's own tool, and leaves the stamp by which the preview and the tests see that nothing needs to be built. */
import { join } from "node:path";
import { readExtension, rebuildExtension } from "../preview/launcher/extension";

rebuildExtension(readExtension(join(__dirname, ".."))).then(
  (said) => console.log(said),
  (error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  },
);
