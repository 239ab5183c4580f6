/** What could not be read, or was not looked at, and so may need more than is known. */
import { isAbsolute } from "node:path";
import type { Failure } from "../../files/failure";
import type { KnownNeeds } from "./known-needs";
import { isPartlyUnread } from "./needs-text";

/** What may need something and is out of sight: in a folder that nobody looks into unasked, say. */
export function unreadOf({ needs, found, unreadableFolders }: KnownNeeds): Failure[] {
  const unread = (path: string, reason: string): Failure => ({ path, code: "UNKNOWN", reason });
  return [
    ...(unreadableFolders ? [unread(unreadableFolders.path, unreadableFolders.reason)] : []),
    ...found.failures,
    ...found.leftOut.map(({ text, why }) => unread(text, why)),
    ...needs.sources.filter(isPartlyUnread).flatMap((source) => {
      if (source.unread.length === 0) return [unread(source.path, "It cannot be read now.")];
      // As it is written in one of its files, it may be of any kind.
      return source.unread.map(({ text, why }) =>
        isAbsolute(text) ? unread(text, why) : unread(source.path, `${text}: ${why}`),
      );
    }),
  ];
}
