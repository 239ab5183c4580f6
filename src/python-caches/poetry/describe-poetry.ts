/**
 * Poetry's cache: `artifacts`, where each file lies under its own name in folders made of a hash (`ArtifactCache` in
 * poetry/utils/cache.py), and `cache/repositories/NAME`, with what an index said of each release (`FileCache` there) and, in
 * `_http`, its answers as CacheControl writes them.
 */
import { asBuffer, type Body } from "../../pip-cache/readers/formats/body";
import { JsonReader } from "../../pip-cache/readers/formats/json-reader";
import { isPlausibleVersion, isProjectName } from "../../pip-cache/readers/identify/project";
import { describeArchiveFile, describeResponse } from "../stored-files";
import type { Described } from "../part";

/** See `Describer`: of what lies in `artifacts`. */
export const describeArtifact = (path: string, body: () => Body | undefined): Described =>
  describeArchiveFile(path, body);

/** See `Describer`: of what lies in `cache`. */
export function describeAnswer(path: string, body: () => Body | undefined): Described {
  const names = path.split("/");
  if (names[0] !== "repositories" || names.length < 4) return { kind: "other", part: path };
  return names[2] === "_http" ? describeResponse(path, body) : describeRelease(path, body);
}

/** When it expires, ten digits; then JSON, which begins with name and version. */
const EXPIRY = 10;
/** Bytes in which both stand. */
const START = 4_096;

function describeRelease(part: string, body: () => Body | undefined): Described {
  const start = asBuffer(body()?.read(0, START) ?? new Uint8Array());
  if (!/^\d{10}\{/.test(start.toString("latin1", 0, EXPIRY + 1))) return { kind: "other", part };
  const json = new JsonReader(start.subarray(EXPIRY));
  let name: string | undefined;
  let version: string | undefined;
  json.object((key) => {
    if (key === "name") name ??= json.string();
    else if (key === "version") version ??= json.string();
    if (name !== undefined && version !== undefined) json.stop();
  });
  if (name === undefined || !isProjectName(name)) return { kind: "metadata", part };
  return { kind: "metadata", part, name, ...(version !== undefined && isPlausibleVersion(version) && { version }) };
}
