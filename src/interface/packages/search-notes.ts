/** What is said of a text that was typed: what of it finds nothing, what is not compared, and why. */
import type { NotCompared, Requirement, Unread, Why } from "../../packaging/requirements";
import { formatCount, formatNumber } from "../shared/format";

export interface SearchNote {
  /** What was typed. */
  text: string;
  /** What became of it: a sentence. */
  says: string;
  /** The name of which nothing is cached, where it is one. */
  missing?: string;
  /** Whether it is about what was found. */
  isFound?: true;
  /** Whether nothing that is still read could find it. */
  isFinal?: true;
}

interface Outcome {
  /** Whether the list shows something of it. */
  isShown: boolean;
  /** Whether something that is cached satisfies it. */
  isSatisfied: boolean;
  /** How many packages have its name. */
  packages: number;
  /** Of the package, where it is one: how many versions of it are cached, and the newest of these. */
  versions: number;
  newest: string[];
}

const notCompared: Record<NotCompared, string> = {
  extras: "extras",
  marker: "the marker behind the semicolon",
  hashes: "hashes",
  address: "the address",
};

const whyNot: Record<Why, string> = {
  specifier: "No version that pip would understand: ==2.4.0, >=1.0,<2, ~=1.4 and ==2.* are.",
  nameless: "The name of the package is missing in front of it.",
  address: "An address or a path without the name of a package.",
  file: "Other files are not opened: paste what is in it.",
  editable: "What is installed from a folder is not cached.",
  option: "An option of pip, which says nothing of what is cached.",
  comment: "A comment, to the end of the line.",
  unknown: "This is no name of a package.",
};

export const notRead = ({ text, why }: Unread): SearchNote => ({ text, says: whyNot[why], isFinal: true });

export function notFound({ text, name, notCompared: unread }: Requirement, outcome: Outcome): SearchNote {
  const parts = [...new Set(unread)].map((part) => notCompared[part]);
  const says = [
    outcome.isShown ? "Found." : whyMissing(outcome),
    parts.length > 0 && `Not compared: ${parts.join(", ")}.`,
  ];
  const missing = outcome.packages === 0 && !name.includes("*") && name;
  return {
    text,
    says: says.filter(Boolean).join(" "),
    ...(missing && { missing }),
    ...(outcome.isShown && { isFound: true }),
  };
}

function whyMissing({ isSatisfied, packages, versions, newest }: Outcome): string {
  if (packages === 0) return "Nothing is cached of it.";
  if (isSatisfied) return "It is cached, but not what this view shows.";
  if (packages > 1) return `None of ${formatCount(packages, "package")} of this name has such a version.`;
  if (versions === 0) return "What is cached of it has no version.";
  const more = versions > newest.length ? ` and ${formatNumber(versions - newest.length)} more` : "";
  return `No such version. Cached: ${newest.join(", ")}${more}.`;
}
