/** The detail of the files that have no name: what they look like, one by one. */
import { List } from "@raycast/api";
import { appearanceOf, hexDump } from "../../pip-cache/details/appearance";
import { specialRows } from "../../pip-cache/entry";
import { withNewFolders } from "../../pip-cache/locate";
import { listEntries } from "../../pip-cache/scan/list";
import { visible } from "../../files/visible";
import { formatBytes, formatCount } from "../shared/format";
import { PackageDetail, type PackageDetailProps } from "./package-detail";
import { indexUrls } from "../shared/pips";
import { useLoading } from "../shared/use-loading";

/** Most files that are shown one by one. */
const MAX_FILES = 20;

export function OtherDetail(props: PackageDetailProps) {
  const { caches } = props;
  const { Metadata } = List.Item.Detail;
  const { data, error, isLoading } = useLoading(
    async (signal) => {
      const entries = await listEntries(
        withNewFolders(caches),
        { rows: [specialRows.other], kinds: ["other"] },
        { signal, indexUrls: indexUrls() },
      );
      const seen = entries.slice(0, MAX_FILES).flatMap((entry) => appearanceOf(entry) ?? []);
      return { seen, more: Math.max(0, entries.length - MAX_FILES) };
    },
    [],
    "Could Not Look at the Files",
  );
  const { seen = [], more = 0 } = data ?? {};
  return (
    <PackageDetail {...props} isLoading={isLoading}>
      {(seen.length > 0 || error) && <Metadata.Separator />}
      {error && <Metadata.Label title="Could Not Look at the Files" text={visible(error.message)} />}
      {seen.map(({ contentType = "no content type", size, firstBytes }, index) => (
        <Metadata.Label
          key={index}
          title={`${visible(contentType)}, ${formatBytes(size)}`}
          text={hexDump(firstBytes)}
        />
      ))}
      {more > 0 && <Metadata.Label title={formatCount(more, "more entry", "more entries")} />}
    </PackageDetail>
  );
}
