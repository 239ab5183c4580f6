import { clearEverything } from "./interface/removal/clear-everything";

export default async function Command() {
  await clearEverything();
}
