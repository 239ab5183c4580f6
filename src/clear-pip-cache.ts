import { clearEverything } from "./interface/clear";

export default async function Command() {
  await clearEverything();
}
