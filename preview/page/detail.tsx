/** A detail: markdown and, below or beside it, metadata. */
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
    <section className={`detail ${layout}`} aria-label={label} aria-busy={detail.isLoading} tabIndex={-1}>
      <Boundary of={detail} fallback={failed}>
        <DetailContent detail={detail} />
      </Boundary>
    </section>
  );
}

function DetailContent({ detail: { markdown, metadata } }: { detail: DetailData }) {
  return (
    <>
      {(markdown || !metadata) && (
        <div className="detail-text">
          <Markdown text={markdown ?? ""} />
        </div>
      )}
      {metadata && (
        <dl className="metadata">
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
  if (entry.type === "separator") return <hr />;
  return (
    <div className="metadata-entry">
      <dt>{entry.title}</dt>
      <dd style={{ color: cssColor(entry.color, theme) }}>
        {entry.type === "link" && (
          <a href={entry.target} target="_blank" rel="noreferrer noopener">
            {entry.text}
          </a>
        )}
        {entry.type === "label" && (
          <>
            {entry.icon && <Image image={entry.icon} size={14} />}
            <span>{entry.text}</span>
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
