/** Chooses what the list of packages shows. */
import { Icon, List } from "@raycast/api";
import type { CacheDirectory } from "../../pip-cache/locate";
import { formatBytes, formatCount, formatPath } from "../shared/format";
import type { CacheTotals } from "../clean-up/cache-totals";
import { kindIcons } from "../shared/icons";
import { decodeView, encodeView, kindTitle, sortOrders, type SortOrder } from "./views";
import { pythonName } from "../shared/python-tags";

const sortIcons: Record<SortOrder, Icon> = { size: Icon.HardDrive, "last-used": Icon.Clock, name: Icon.Text };

export interface ViewDropdownProps {
  /** Absent while nothing is known. */
  cacheTotals?: CacheTotals;
  caches: CacheDirectory[];
  /** Whether the view shows one cache directory anyway. */
  isFixed: boolean;
  /** What is chosen, see `encodeView`. */
  value: string;
  onChange: (value: string) => void;
}

export function ViewDropdown({ cacheTotals, caches, isFixed, value, onChange }: ViewDropdownProps) {
  const { damaged, kinds = [], pythons = [], unused } = cacheTotals ?? {};
  const view = decodeView(value);
  // What is chosen stays on offer when the last of it has gone.
  const isMissing = view.type === "kind" && !kinds.some(({ kind }) => kind === view.kind);
  const offered = isMissing ? [...kinds, { kind: view.kind, bytes: 0 }] : kinds;
  return (
    <List.Dropdown tooltip="Sort and Filter" value={value} onChange={onChange}>
      <List.Dropdown.Section title="Sort By">
        {(Object.keys(sortOrders) as SortOrder[]).map((order) => (
          <List.Dropdown.Item
            key={order}
            title={sortOrders[order]}
            value={encodeView({ type: "sort", order })}
            icon={sortIcons[order]}
          />
        ))}
      </List.Dropdown.Section>
      <List.Dropdown.Section title="Show Only">
        <List.Dropdown.Item
          title={`Damaged (${formatBytes(damaged?.bytes ?? 0)})`}
          value={encodeView({ type: "damaged" })}
          icon={Icon.ExclamationMark}
        />
        {unused && (
          <List.Dropdown.Item
            title={`Unused by Any pip Found (${formatBytes(unused.bytes)})`}
            value={encodeView({ type: "unused" })}
            icon={Icon.Moon}
          />
        )}
      </List.Dropdown.Section>
      {offered.length > 0 && (
        <List.Dropdown.Section title="By Kind">
          {offered.map(({ kind, bytes }) => (
            <List.Dropdown.Item
              key={kind}
              title={`${kindTitle(kind)} (${formatBytes(bytes)})`}
              value={encodeView({ type: "kind", kind })}
              icon={kindIcons[kind]}
            />
          ))}
        </List.Dropdown.Section>
      )}
      {pythons.length > 0 && (
        <List.Dropdown.Section title="By Python">
          {pythons.map(({ tag, bytes }) => (
            <List.Dropdown.Item
              key={tag}
              title={`${pythonName(tag)} (${formatBytes(bytes)})`}
              value={encodeView({ type: "python", tag })}
              icon={Icon.Code}
            />
          ))}
        </List.Dropdown.Section>
      )}
      {!isFixed && caches.length > 1 && (
        <List.Dropdown.Section title={formatCount(caches.length, "Cache Directory", "Cache Directories")}>
          {caches.map(({ path }) => (
            <List.Dropdown.Item
              key={path}
              title={formatPath(path)}
              value={encodeView({ type: "cache", path })}
              icon={Icon.Folder}
            />
          ))}
        </List.Dropdown.Section>
      )}
    </List.Dropdown>
  );
}
