/** What a wheel or an sdist is called, so that pip finds it in a folder. */
import type { Identity } from "../entry";
import { asBuffer, type Body } from "../readers/formats/body";
import { xzMagic } from "../readers/formats/xz";
import { bodyFormatOf, type BodyFormat } from "../readers/identify/identify";
import { parseWheelFileName, readWheelDirectory } from "../readers/identify/wheel";

const extensions: Partial<Record<BodyFormat, string>> = {
  zip: ".zip",
  gzip: ".tar.gz",
  bzip2: ".tar.bz2",
  xz: ".tar.xz",
  tar: ".tar",
};

/**
 * A name out of the archive itself: of a wheel by its `WHEEL` and its folder of metadata, of an sdist by its project and version
 * as pip writes them (PEP 625).
 * @returns undefined where it does not say
 */
export function nameByContents(body: Body, { kind, name, version }: Identity): string | undefined {
  const fileName = kind === "wheel" ? readWheelDirectory(body)?.readFileName() : sdistName(body, name, version);
  return fileName !== undefined && isSafeName(fileName) ? fileName : undefined;
}

function sdistName(body: Body, name: string | undefined, version: string | undefined): string | undefined {
  const format = bodyFormatOf(body);
  const isLzma = format === "xz" && asBuffer(body.read(0, xzMagic.length)).indexOf(xzMagic) !== 0;
  const extension = isLzma ? ".tar.lzma" : extensions[format];
  if (name === undefined || version === undefined || extension === undefined) return undefined;
  return `${name.replace(/[-_.]+/g, "_")}-${version}${extension}`;
}

/** Most file systems have no longer ones. bytes */
const MAX_NAME = 255;
const device = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/**
 * Whether a file of a package may be called so on every system: indexes and archives can say anything. It leads nowhere else, and
 * hides nothing.
 */
export const isSafeName = (name: string): boolean =>
  name.length <= MAX_NAME &&
  /^[A-Za-z0-9_][A-Za-z0-9._+!-]*\.(whl|zip|tgz|tar|tar\.(gz|bz2|xz|lzma|z))$/i.test(name) &&
  !device.test(name) &&
  (!/\.whl$/i.test(name) || parseWheelFileName(name) !== undefined);
