/** The detail of the files that have no name: what they look like, one by one. */
import { appearanceOf, hexDump } from "../../pip-cache/details/appearance";
import { specialRows } from "../../pip-cache/entry";
import { withNewFolders } from "../../pip-cache/locate";
import { listEntries } from "../../pip-cache/scan/list";
import { formatBytes, formatCount } from "../shared/format";
import { escaped, fenced, paragraphs } from "../shared/markdown";
import { PackageDetail, type PackageDetailProps } from "./package-detail";
import { indexUrls } from "../shared/pips";
import { useLoading } from "../shared/use-loading";

/** Most files that are shown one by one. */
const MAX_FILES = 20;

export function OtherDetail(props: PackageDetailProps) {
  const { caches } = props;
  const { data, error, isLoading } = useLoading(
    async (signal) => {
      const entries = await listEntries(
        withNewFolders(caches),
        { rows: [specialRows.other], kinds: ["other"] },
        { signal, indexUrls: await indexUrls() },
      );
      const seen = entries.slice(0, MAX_FILES).flatMap((entry) => appearanceOf(entry) ?? []);
      return { seen, more: Math.max(0, entries.length - MAX_FILES) };
    },
    [],
    "Could Not Look at the Files",
  );
  const { seen = [], more = 0 } = data ?? {};
  const looks = seen.map(({ contentType = "no content type", size, firstBytes }) =>
    [`${contentType}, ${formatBytes(size)}`, hexDump(firstBytes)].join("\n"),
  );
  if (more > 0) looks.push(`…and ${formatCount(more, "more entry", "more entries")}`);
  const words = paragraphs([
    error && `**Could Not Look at the Files.** ${escaped(error.message)}`,
    looks.length > 0 && fenced(looks.join("\n\n")),
  ]);
  return <PackageDetail {...props} isLoading={isLoading} more={words} />;
}
