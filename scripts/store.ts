/** `npm run store`: makes the folder that is published. */
import { join } from "node:path";
import { makeStoreFolder } from "./store-folder";

makeStoreFolder(join(__dirname, "..", "store"));
