/** One vocabulary of icons and colors: a view picks a meaning, never a color. */
import { Color, Icon, type Image, type List } from "@raycast/api";
import type { Tier } from "../../developer-caches/tool";
import { specialIn, type RowKey, type SpecialRow } from "../../packaging/row-key";
import type { Kind } from "../../pip-cache/entry";
import { formatBytes, formatShare, linkedWarning, shareBar, type SharedSize } from "./format";
import { withValues, type Values } from "./values";

export const kindIcons: Record<Kind, Image.ImageLike> = {
  wheel: Icon.Box,
  sdist: Icon.Code,
  metadata: Icon.Tag,
  "index page": Icon.List,
  "built wheel": Icon.Hammer,
  temporary: Icon.Clock,
  other: Icon.QuestionMark,
  foreign: Icon.Person,
};

const specialIcons: Record<SpecialRow, Image.ImageLike> = {
  other: Icon.QuestionMark,
  legacy: Icon.Clock,
  temporary: Icon.Hourglass,
  selfcheck: Icon.CheckCircle,
  foreign: Icon.Person,
};

export function rowIcon(key: RowKey): Image.ImageLike {
  const special = specialIn(key);
  return special === undefined ? Icon.Box : specialIcons[special];
}

/** Of what environments and projects are, each by itself. */
export const sourceIcons = { environment: Icon.Leaf, project: Icon.CodeBlock } as const;
/** Of what none of them needs. */
export const nowhereIcons = { ...sourceIcons, both: Icon.EyeDisabled } as const;

export const damagedIcon: Image.ImageLike = { source: Icon.ExclamationMark, tintColor: Color.Red };
export const keptIcon: Image.ImageLike = { source: Icon.Pin, tintColor: Color.Blue };
/** Of what is hard to get back. */
export const hardIcon: Image.ImageLike = { source: Icon.Download, tintColor: Color.Orange };
export const selectedIcon: Image.ImageLike = { source: Icon.CheckCircle, tintColor: Color.Green };
export const goingIcon: Image.ImageLike = { source: Icon.CircleProgress50, tintColor: Color.SecondaryText };

/**
 * A size at the end of a row, after what of it is shared.
 * @param values what else is known of the row
 */
export function sizeAccessories(
  { bytes, shared }: SharedSize,
  tooltip?: string,
  values: Values = {},
): List.Item.Accessory[] {
  const text = { value: formatBytes(bytes), color: Color.PrimaryText };
  const size = withValues({ text, tooltip }, { bytes, shared, ...values });
  if (shared === 0) return [size];
  return [linkedAccessory(shared), size];
}

/** How much of all a size is, as a picture. */
export const shareAccessory = (part: number, whole: number, ofWhat: string): List.Item.Accessory => ({
  text: shareBar(part, whole),
  tooltip: `${formatShare(part, whole)} of ${ofWhat}`,
});

/** What of a size is shared. */
export const linkedAccessory = (shared: number): List.Item.Accessory => ({
  text: `${formatBytes(shared)} linked`,
  icon: Icon.Link,
  tooltip: linkedWarning(shared),
});

/** How much thought clearing something needs; what that means in a few words, and in a sentence. */
export const tiers: Record<Tier, { title: string; means: string; color: Color; description: string }> = {
  safe: {
    title: "Safe",
    means: "Made Again",
    color: Color.Green,
    description: "The tool makes it again by itself",
  },
  review: {
    title: "Review",
    means: "Again at a Cost",
    color: Color.Orange,
    description: "It can be made again, at a cost",
  },
  "tool-only": {
    title: "By Tool",
    means: "Only It Can",
    color: Color.Blue,
    description: "Only the tool itself knows what may go",
  },
  never: {
    title: "Never",
    means: "Not a Cache",
    color: Color.SecondaryText,
    description: "Data that only lies beside a cache",
  },
};
