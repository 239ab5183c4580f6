/** What a check says of how far it is and of what it found. */
import type { CheckedCache, CheckProgress } from "../../pip-cache/check/check";
import { formatBytes, formatNumber, formatPath, formatShare } from "../shared/format";
import { formatUnits } from "../shared/units";
import type { Check } from "./use-check";

/** What a check that has ended came to; empty of one that has found nothing out. */
export function checkSummary({ stopped, result }: Pick<Check, "stopped" | "result">): string {
  return [stopped && `Stopped at ${share(stopped)}`, result && resultMessage(result)].filter(Boolean).join(": ");
}

/** What stands where no damaged file does. */
export function emptyTitle({ checked, damaged, failures }: CheckedCache): string {
  if (damaged.length > 0) return "No Damaged File Is Called That";
  if (failures.length > 0) return checked > 0 ? "What Can Be Read Is Intact" : "The Cache Cannot Be Read";
  return checked > 0 ? "Everything Is Intact" : "Nothing to Check";
}

/** `1,204 entries checked, 3 damaged, 212 only against their own checksums` */
function resultMessage({ checked, byHash, unverifiable, damaged, failures }: CheckedCache): string {
  const [unread] = failures;
  return [
    `${formatUnits(checked, "entry")} checked`,
    `${formatNumber(damaged.length)} damaged`,
    `${formatNumber(checked - byHash)} only against their own checksums`,
    unverifiable > 0 ? `${formatNumber(unverifiable)} that nothing can be held against` : "",
    unread ? `${formatNumber(failures.length)} not readable: ${formatPath(unread.path)}, ${unread.reason}` : "",
  ]
    .filter(Boolean)
    .join(", ");
}

export function progressMessage(progress: CheckProgress | undefined): string {
  if (!progress) return "Looking for what the index published";
  return `${formatBytes(progress.bytes)} of ${formatBytes(progress.totalBytes)} (${share(progress)})`;
}

const share = ({ bytes, totalBytes }: CheckProgress): string => formatShare(bytes, totalBytes);
