/** An image in any form that Raycast takes. What cannot be shown becomes its fallback, and then a neutral shape. */
import { useState } from "react";
import type { ImageValue } from "../host/view";
import { cssColor, withLiteralColors } from "./colors";
import { drawingOf, neutralDrawing } from "./icons";
import { useTheme } from "./theme";

interface ImageProps {
  image: ImageValue | undefined;
  size?: number;
}

export function Image({ image, size = 16 }: ImageProps) {
  const theme = useTheme();
  const [broken, setBroken] = useState<string>();
  if (!image) return null;
  if ("fileIcon" in image) return <Drawing source="blank-document-16" size={size} />;
  const color = cssColor(image.tint, theme);
  const wanted = typeof image.source === "string" ? image.source : image.source[theme];
  const source = broken === wanted ? image.fallback : wanted;
  if (!source || source === broken) return <Drawing source={undefined} size={size} color={color} />;
  if (drawingOf(source)) return <Drawing source={source} size={size} color={color} />;
  if (!/[./:]/.test(source))
    return (
      <span className="emoji" style={{ fontSize: size * 0.9 }}>
        {source}
      </span>
    );
  return (
    <img
      className={image.mask ? `image mask-${image.mask}` : "image"}
      src={source.startsWith("data:") ? withLiteralColors(source) : `/assets/${encodeURIComponent(source)}`}
      width={size}
      height={size}
      alt=""
      onError={() => setBroken(source)}
    />
  );
}

interface DrawingProps {
  source: string | undefined;
  size?: number;
  color?: string;
}

export function Drawing({ source, size = 16, color }: DrawingProps) {
  const drawing: { lines: string; filled?: string } = (source && drawingOf(source)) || neutralDrawing;
  return (
    <svg className="drawing" viewBox="0 0 16 16" width={size} height={size} style={{ color }} aria-hidden="true">
      {drawing.filled && <path d={drawing.filled} className="filled" />}
      <path d={drawing.lines} />
    </svg>
  );
}
