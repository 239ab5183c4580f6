/** One vocabulary of icons and colors: a view picks a meaning, never a color. */
import { Color, Icon, type Image } from "@raycast/api";
import { specialRows, type Kind } from "../pip-cache/entry";

export const kindIcons: Record<Kind, Image.ImageLike> = {
  wheel: Icon.Box,
  sdist: Icon.Code,
  metadata: Icon.Tag,
  "index page": Icon.List,
  "built wheel": Icon.Hammer,
  temporary: Icon.Clock,
  other: Icon.QuestionMark,
};

const specialIcons: Record<string, Image.ImageLike> = {
  [specialRows.other]: Icon.QuestionMark,
  [specialRows.legacy]: Icon.Clock,
  [specialRows.temporary]: Icon.Hourglass,
  [specialRows.selfcheck]: Icon.CheckCircle,
};

export const rowIcon = (key: string): Image.ImageLike => specialIcons[key] ?? Icon.Box;

export const damagedIcon: Image.ImageLike = { source: Icon.ExclamationMark, tintColor: Color.Red };
export const selectedIcon: Image.ImageLike = { source: Icon.CheckCircle, tintColor: Color.Green };
export const goingIcon: Image.ImageLike = { source: Icon.CircleProgress50, tintColor: Color.SecondaryText };
