/**
 * Versions as PEP 440 has them. Each is made into a text once, and texts are compared: a package may have tens of thousands.
 * Numbers stay digits, since what a `number` cannot hold would be equal to its neighbours.
 */

export interface Version {
  epoch: string;
  /** Each without leading zeros. */
  release: string[];
  /** What makes a pre-release one of which, `a1`: undefined of all others. */
  pre?: string;
  isPost: boolean;
  isDev: boolean;
  isPrerelease: boolean;
  hasLocal: boolean;
  /** In the order of versions: the epoch and the release. */
  releaseKey: string;
  /** The same of all but the local part, `+cu121`. */
  publicKey: string;
  /** Two texts are alike when the versions are, however these are spelt; in the order of versions. */
  key: string;
}

const pattern =
  /^v?(?:(\d+)!)?(\d+(?:\.\d+)*)(?:[-_.]?(alpha|a|beta|b|preview|pre|c|rc)[-_.]?(\d*))?(?:-(\d+)|[-_.]?(post|rev|r)[-_.]?(\d*))?(?:[-_.]?(dev)[-_.]?(\d*))?(?:\+([a-z0-9]+(?:[-_.][a-z0-9]+)*))?$/i;

const letters = new Map([
  ["alpha", "a"],
  ["beta", "b"],
  ["c", "rc"],
  ["pre", "rc"],
  ["preview", "rc"],
]);

/** What of a key comes before, and after, whatever else can stand in its place. */
const [FIRST, LAST] = [" ", "~"];

/** Undefined of what is no version by PEP 440, such as `2004d`. */
export function parseVersion(text: string): Version | undefined {
  const [
    found,
    epochText,
    releaseText = "",
    preLetter,
    preNumber,
    bare,
    postLetter,
    postNumber,
    dev,
    devNumber,
    local,
  ] = pattern.exec(text) ?? [];
  if (found === undefined) return undefined;
  const epoch = trimmed(epochText);
  const release = releaseText.split(".").map(trimmed);
  const letter = preLetter?.toLowerCase();
  const pre = letter === undefined ? undefined : (letters.get(letter) ?? letter) + numberKey(trimmed(preNumber));
  const isPost = bare !== undefined || postLetter !== undefined;
  const isDev = dev !== undefined;
  let length = release.length;
  while (length > 0 && release[length - 1] === "0") length--;
  const releaseKey = [epoch, ...release.slice(0, length)].map(numberKey).join("") + FIRST;
  const publicKey = [
    releaseKey,
    // 1.0.dev1 comes before 1.0a1, and 1.0a1.dev1 in front of that.
    pre ?? (isDev && !isPost ? FIRST : LAST),
    isPost ? numberKey(trimmed(bare ?? postNumber)) : FIRST,
    isDev ? numberKey(trimmed(devNumber)) : LAST,
  ].join("");
  return {
    epoch,
    release,
    pre,
    isPost,
    isDev,
    isPrerelease: isDev || pre !== undefined,
    hasLocal: local !== undefined,
    releaseKey,
    publicKey,
    key: publicKey + localKey(local),
  };
}

/** Whether both are versions by PEP 440, and the same. */
export function isSameVersion(one: string, other: string): boolean {
  const key = parseVersion(one)?.key;
  return key !== undefined && key === parseVersion(other)?.key;
}

/** Digits without leading zeros; none are 0. */
const trimmed = (digits: string | undefined): string => digits?.replace(/^0+(?=\d)/, "") || "0";

/** Longer numbers are larger: their lengths are compared first. */
const numberKey = (digits: string): string => String.fromCharCode(0x30 + digits.length) + digits;

/** Numbers come after words, and more parts after fewer. */
function localKey(local: string | undefined): string {
  const parts = local?.toLowerCase().split(/[-_.]/) ?? [];
  return parts.map((part) => (/^\d+$/.test(part) ? LAST + numberKey(trimmed(part)) : part + FIRST)).join("");
}
