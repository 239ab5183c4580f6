import { answering } from "../interface/assistant/given-input";
import { listDeveloperCaches } from "../interface/assistant/list-developer-tools";

type Input = {
  /**
   * What to look for: beginnings of words in a tool's name, its group or what it keeps, such as "npm", "rust" or "docker".
   * Leave it out for all tools.
   */
  query?: string;
  /**
   * Only places of one tier. "safe": the tool makes it again by itself; "review": it can be made again at a cost; "tool-only":
   * only the tool itself knows what may go; "never": data that only lies beside a cache, counted apart and never cleared.
   */
  tier?: "safe" | "review" | "tool-only" | "never";
  /** Only tools whose cache was not used for more than so many days. */
  unusedForDays?: number;
  /** Only tools that keep more than so many bytes. */
  largerThanBytes?: number;
  /** How many tools are listed at most, largest first: 10 where it is left out, 30 at most. */
  limit?: number;
};

/**
 * Lists the caches of the developer tools on this machine (npm, Cargo, Gradle, Homebrew, Xcode, Docker, pip and others): of
 * each tool its bytes, and of each place what it holds, its tier, what clearing it costs, what stays and why it cannot be
 * cleared now. Removes nothing: the person clears them with the command Search Developer Caches. Measures for half a minute at
 * most, and says what is not measured yet, or was measured earlier. For what is in pip's cache use list-cached-packages.
 */
export default function tool(input: Input) {
  return answering(() => listDeveloperCaches(input));
}
