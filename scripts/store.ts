/** `npm run store`: makes the folder that is published, and says what stands in the way of publishing it. */
import { join } from "node:path";
import { folderFaults, manifestFaults, readStoreManifest, storeWarnings } from "./store-checks";
import { makeStoreFolder } from "./store-folder";

const folder = join(__dirname, "..", "store");
makeStoreFolder(folder);
for (const warning of storeWarnings(folder)) console.warn(`Not yet: ${warning}`);
const faults = [...manifestFaults(readStoreManifest(folder)), ...folderFaults(folder)];
for (const fault of faults) console.error(`Fault: ${fault}`);
process.exitCode = faults.length === 0 ? 0 : 1;
