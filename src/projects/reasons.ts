/** What is found out about a version that a source needs, before it is looked up among what is cached. */
import type { NeededBy } from "./needs";
import type { ProjectFile } from "./source";

export interface NeedReason extends Pick<NeededBy, "how" | "via"> {
  /** That names or locks it. */
  file?: ProjectFile;
}
