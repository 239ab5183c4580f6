/** What the files that have no name look like, one by one, in their row's detail. */
import { List } from "@raycast/api";
import { usePromise } from "@raycast/utils";
import { useRef } from "react";
import { appearanceOf, hexDump } from "../pip-cache/appearance";
import { specialRows } from "../pip-cache/entry";
import { withNewFolders, type CacheDirectory } from "../pip-cache/locate";
import { listEntries } from "../pip-cache/list";
import { formatBytes, formatCount } from "./format";
import { indexUrls } from "./pips";
import { visible } from "../files/visible";

/** Most files that are shown one by one. */
const MOST_FILES = 20;

export function OtherDetail({ caches }: { caches: CacheDirectory[] }) {
  const { Metadata } = List.Item.Detail;
  const abortable = useRef<AbortController>(null);
  const { data } = usePromise(
    async () => {
      const { signal } = abortable.current ?? {};
      const entries = await listEntries(
        withNewFolders(caches),
        { rows: [specialRows.other], kinds: ["other"] },
        { signal, indexUrls: indexUrls() },
      );
      const seen = entries.slice(0, MOST_FILES).flatMap((entry) => appearanceOf(entry) ?? []);
      return { seen, more: Math.max(0, entries.length - MOST_FILES) };
    },
    [],
    { abortable, onError: () => {} },
  );
  if (!data || data.seen.length === 0) return null;
  return (
    <>
      <Metadata.Separator />
      {data.seen.map(({ contentType = "no content type", size, firstBytes }, index) => (
        <Metadata.Label
          key={index}
          title={`${visible(contentType)}, ${formatBytes(size)}`}
          text={hexDump(firstBytes)}
        />
      ))}
      {data.more > 0 && <Metadata.Label title={formatCount(data.more, "more entry", "more entries")} />}
    </>
  );
}
