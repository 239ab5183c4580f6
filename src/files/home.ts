/** The home directory as the variables of this process say, which is what pip and the other tools go by. */
import { homedir } from "node:os";

export function home(): string {
  return (process.platform === "win32" ? process.env.USERPROFILE : process.env.HOME) || homedir();
}
