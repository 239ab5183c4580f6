/** The rows of a list. Only those in sight are in the document, however many there are. */
import { useLayoutEffect, useMemo, useRef, useState } from "react";
import type { AccessoryData, RowData } from "../host/view";
import { Boundary } from "./boundary";
import { cssColor } from "./colors";
import { Image } from "./image";
import { headerHeight, inSight, layOut, type Layout } from "./layout";
import { useIsNarrow } from "./narrow";
import { useTheme } from "./theme";
import type { PageState } from "../server/protocol";

interface RowListProps {
  /** Changes when another view comes on screen. */
  screenKey: string;
  label: string;
  sections: PageState["sections"];
  rows: ReadonlyMap<string, RowData>;
  selectedId: string | null;
  onSelect: (id: string) => void;
  onOpen: (id: string) => void;
}

/** How much above and below what is in sight is drawn, in pixels. */
const margin = 240;
const positions = new Map<string, number>();

const rowElementId = (index: number) => `row-${index}`;

/** What the field or list that has the focus names as its active row. */
export function selectedElementId(ids: string[], selectedId: string | null): string | undefined {
  const at = ids.indexOf(selectedId ?? "");
  return at < 0 ? undefined : rowElementId(at);
}

export function RowList({ screenKey, label, sections, rows, selectedId, onSelect, onOpen }: RowListProps) {
  const isNarrow = useIsNarrow();
  const hasTwoLines = useMemo(() => isNarrow && Array.from(rows.values()).some(needsTwoLines), [isNarrow, rows]);
  const layout = useMemo(() => layOut(sections, hasTwoLines), [sections, hasTwoLines]);
  const container = useRef<HTMLDivElement>(null);
  const [sight, setSight] = useState({ from: 0, to: 1000 });

  const latest = useRef({ layout, selectedId });
  latest.current = { layout, selectedId };

  const look = () => {
    const { scrollTop = 0, clientHeight = 0 } = container.current ?? {};
    positions.set(screenKey, scrollTop);
    setSight({ from: scrollTop - margin, to: scrollTop + clientHeight + margin });
  };

  useLayoutEffect(() => {
    if (container.current) container.current.scrollTop = positions.get(screenKey) ?? 0;
    look();
  }, [screenKey]);

  useLayoutEffect(() => {
    const { current: element } = container;
    if (!element) return;
    let height = element.clientHeight;
    const observer = new ResizeObserver(() => {
      // A footer that grows must not cover the selected row.
      if (element.clientHeight < height) keepInSight(element, height, latest.current);
      height = element.clientHeight;
      look();
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  useLayoutEffect(() => {
    if (container.current) scrollIntoSight(container.current, layout, selectedId);
    look();
  }, [selectedId, layout]);

  return (
    <div
      ref={container}
      className="rows"
      id="rows"
      role="listbox"
      aria-label={label}
      aria-activedescendant={selectedElementId(layout.ids, selectedId)}
      onScroll={look}
      tabIndex={0}
    >
      <div className="rows-content" style={{ height: layout.height }} role="presentation">
        {inSight(layout, sight.from, sight.to).map((place) => {
          if (place.kind === "header") {
            return (
              <div key={`header-${place.top}`} className="section" style={{ top: place.top }} role="presentation">
                <span className="section-title">{place.title}</span>
                <span className="section-subtitle">{place.subtitle}</span>
              </div>
            );
          }
          const row = rows.get(place.id);
          return (
            row && (
              <Row
                key={place.id}
                row={row}
                top={place.top}
                height={layout.rowHeight}
                hasTwoLines={hasTwoLines}
                index={place.index}
                count={layout.ids.length}
                isSelected={place.id === selectedId}
                onSelect={onSelect}
                onOpen={onOpen}
              />
            )
          );
        })}
      </div>
    </div>
  );
}

interface RowProps {
  row: RowData;
  top: number;
  height: number;
  hasTwoLines: boolean;
  index: number;
  count: number;
  isSelected: boolean;
  onSelect: (id: string) => void;
  onOpen: (id: string) => void;
}

function Row({ row, top, height, hasTwoLines, index, count, isSelected, onSelect, onOpen }: RowProps) {
  const failed = (message: string) => (
    <span className="row-title" role="alert">{`This row cannot be drawn: ${message}`}</span>
  );
  return (
    <div
      id={rowElementId(index)}
      className="row"
      role="option"
      aria-selected={isSelected}
      aria-posinset={index + 1}
      aria-setsize={count}
      style={{ top, height }}
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => onSelect(row.id)}
      onDoubleClick={() => onOpen(row.id)}
    >
      <Boundary of={row} fallback={failed}>
        <RowContent row={row} hasTwoLines={hasTwoLines} />
      </Boundary>
    </div>
  );
}

/** Whether a row has more than fits beside its title in a narrow window. */
function needsTwoLines({ subtitle, accessories }: RowData): boolean {
  return Boolean(subtitle) || accessories.length > 1;
}

/** On two lines the last accessory, as a size is, stands beside the title, and the rest below it. */
function RowContent({ row, hasTwoLines }: { row: RowData; hasTwoLines: boolean }) {
  const last = row.accessories.at(-1);
  return (
    <>
      {row.icon && (
        <span className="row-icon" data-tooltip={row.iconTooltip}>
          <Image image={row.icon} size={18} />
        </span>
      )}
      {hasTwoLines ? (
        <span className="row-lines">
          <span className="row-line">
            <RowTitle row={row} />
            <Accessories accessories={last ? [last] : []} />
          </span>
          <span className="row-line rest">
            <RowSubtitle row={row} />
            <Accessories accessories={row.accessories.slice(0, -1)} />
          </span>
        </span>
      ) : (
        <>
          <RowTitle row={row} />
          <RowSubtitle row={row} />
          <Accessories accessories={row.accessories} />
        </>
      )}
    </>
  );
}

function RowTitle({ row }: { row: RowData }) {
  return (
    <span className="row-title" data-tooltip={row.titleTooltip}>
      {row.title}
    </span>
  );
}

function RowSubtitle({ row }: { row: RowData }) {
  if (!row.subtitle) return null;
  return (
    <span className="row-subtitle" data-tooltip={row.subtitleTooltip}>
      {row.subtitle}
    </span>
  );
}

function Accessories({ accessories }: { accessories: AccessoryData[] }) {
  if (accessories.length === 0) return null;
  return (
    <span className="row-accessories">
      {accessories.map((accessory, at) => (
        <Accessory key={at} accessory={accessory} />
      ))}
    </span>
  );
}

function Accessory({ accessory: { text, tag, icon, color, tooltip } }: { accessory: AccessoryData }) {
  const theme = useTheme();
  const css = cssColor(color, theme);
  if (!icon && !text) return null;
  const tinted = tag ? { color: css ?? "var(--color-secondary-text)" } : css ? { color: css } : undefined;
  return (
    <span className={tag ? "accessory tag" : "accessory"} style={tinted} data-tooltip={tooltip}>
      {icon && <Image image={icon} size={14} />}
      {text && <span>{text}</span>}
      {!text && tooltip && <span className="visually-hidden">{tooltip}</span>}
    </span>
  );
}

/** Where a list has become lower, and the selected row was in sight before. */
function keepInSight(
  container: HTMLElement,
  heightBefore: number,
  { layout, selectedId }: { layout: Layout; selectedId: string | null },
): void {
  const place = layout.places.find((each) => each.kind === "row" && each.id === selectedId);
  const below = (place?.top ?? -1) - container.scrollTop;
  if (below >= 0 && below < heightBefore) scrollIntoSight(container, layout, selectedId);
}

/** Scrolls just as far as needed; the first row of a section brings its header along. */
function scrollIntoSight(container: HTMLElement, layout: Layout, selectedId: string | null): void {
  const at = layout.places.findIndex((place) => place.kind === "row" && place.id === selectedId);
  const place = layout.places[at];
  if (place === undefined) return;
  const above = layout.places[at - 1]?.kind === "header" ? headerHeight : 0;
  const top = at <= 1 ? 0 : place.top - above - 4;
  const bottom = place.top + layout.rowHeight + 8;
  if (top < container.scrollTop) container.scrollTop = top;
  else if (bottom > container.scrollTop + container.clientHeight) container.scrollTop = bottom - container.clientHeight;
}
