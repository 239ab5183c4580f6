import { clearEverything } from "./interface/removal/clear";

export default async function Command() {
  await clearEverything();
}
