/**
 * A detail: markdown and metadata, beside each other or in two halves that scroll by themselves. As in Raycast a label is cut
 * at the end of its line, and all of it is in its tooltip.
 */
import type { MouseEvent } from "react";
import type { DetailData, MetadataData } from "../host/view";
import { Boundary } from "./boundary";
import { cssColor } from "./colors";
import { Image } from "./image";
import { Markdown } from "./markdown";
import { useTheme } from "./theme";

interface DetailProps {
  detail: DetailData;
  /** Beside the markdown where there is room for it, below it in the detail of a row. */
  layout: "beside" | "below";
  label: string;
}

export function Detail({ detail, layout, label }: DetailProps) {
  const failed = (message: string) => <p role="alert">{`This detail cannot be drawn: ${message}`}</p>;
  return (
    <section className={`detail ${layout}`} aria-label={label} aria-busy={detail.isLoading}>
      <Boundary of={detail} fallback={failed}>
        <DetailContent detail={detail} />
      </Boundary>
    </section>
  );
}

function DetailContent({ detail: { markdown, metadata } }: { detail: DetailData }) {
  return (
    <>
      {(markdown !== undefined || !metadata) && (
        <div className="detail-text" tabIndex={0}>
          <Markdown text={markdown ?? ""} />
        </div>
      )}
      {metadata && (
        <dl className="metadata" tabIndex={0}>
          {metadata.map((entry, index) => (
            <Metadata key={index} entry={entry} />
          ))}
        </dl>
      )}
    </>
  );
}

function Metadata({ entry }: { entry: MetadataData }) {
  const theme = useTheme();
  if (entry.type === "separator") return <div className="metadata-separator" />;
  return (
    <div className="metadata-entry">
      <dt className="cut" onMouseEnter={tellWhatIsCut}>
        {entry.title}
      </dt>
      <dd style={{ color: cssColor(entry.color, theme) }}>
        {entry.type === "link" && (
          <a className="cut" onMouseEnter={tellWhatIsCut} href={entry.target} target="_blank" rel="noreferrer noopener">
            {entry.text}
          </a>
        )}
        {entry.type === "label" && (
          <>
            {entry.icon && <Image image={entry.icon} size={14} />}
            <span className="cut" onMouseEnter={tellWhatIsCut}>
              {entry.text}
            </span>
          </>
        )}
        {entry.type === "tags" && (
          <span className="tags">
            {entry.tags?.map((tag, index) => (
              <span key={index} className="accessory tag" style={{ color: cssColor(tag.color, theme) }}>
                {tag.icon && <Image image={tag.icon} size={12} />}
                {tag.text}
              </span>
            ))}
          </span>
        )}
      </dd>
    </div>
  );
}

function tellWhatIsCut({ currentTarget: label }: MouseEvent<HTMLElement>): void {
  if (label.scrollWidth > label.clientWidth) label.dataset.tooltip = label.textContent ?? "";
  else delete label.dataset.tooltip;
}
