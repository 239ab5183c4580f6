/**
 * Index pages as an index writes them: PEP 691 (JSON) and PEP 503 (HTML).
 */

import { createHash } from "node:crypto";
import type { PageFormat } from "./answers";
import { type Content, lengthOf } from "./content";
import { type Distribution, normalizeName } from "./distributions";

/** A file as a page links it. */
export interface Link {
  fileName: string;
  url: string;
  /** Hex digest; not every index publishes one. */
  sha256?: string;
  /** Bytes. */
  size: number;
  /** Hex digest of the metadata file (PEP 658), where there is one. */
  metadataSha256?: string;
  /** Whether it is yanked (PEP 592), and why. */
  yanked?: string | true;
  requiresPython?: string;
}

/** The link of a distribution; a wheel has its metadata beside it unless told otherwise. */
export function linkTo(file: Distribution<Content>, url: string, { metadata = file.kind === "wheel" } = {}): Link {
  const size = lengthOf(file.content);
  const metadataSha256 = metadata ? createHash("sha256").update(file.metadata).digest("hex") : undefined;
  return { fileName: file.fileName, url, sha256: file.sha256, size, metadataSha256 };
}

/** An index page of a project: PEP 691 (JSON) or PEP 503 (HTML). */
export function pageText(project: string, links: Link[], format: PageFormat): string {
  return format === "json" ? jsonPage(project, links) : htmlPage(project, links);
}

function jsonPage(project: string, links: Link[]): string {
  const files = links.map(({ fileName, url, sha256, size, metadataSha256, yanked = false, requiresPython = null }) => ({
    "core-metadata": metadataSha256 ? { sha256: metadataSha256 } : false,
    "data-dist-info-metadata": metadataSha256 ? { sha256: metadataSha256 } : false,
    filename: fileName,
    hashes: sha256 ? { sha256 } : {},
    "requires-python": requiresPython,
    size,
    "upload-time": "2024-01-02T03:04:05.678900Z",
    url,
    yanked,
  }));
  const versions = [...new Set(links.map(({ fileName }) => fileName.replace(/\.(tar\.\w+|zip)$/, "").split("-")[1]))];
  const page = {
    files,
    meta: { "_last-serial": 20260101, "api-version": "1.1" },
    name: normalizeName(project),
    versions,
  };
  return JSON.stringify(page);
}

function htmlPage(project: string, links: Link[]): string {
  const name = normalizeName(project);
  const anchors = links.map(({ fileName, url, sha256, metadataSha256, yanked, requiresPython }) => {
    const hash = metadataSha256 ? `sha256=${metadataSha256}` : undefined;
    const attributes = [
      hash && ` data-dist-info-metadata="${hash}" data-core-metadata="${hash}"`,
      requiresPython && ` data-requires-python="${escapeHtml(requiresPython)}"`,
      yanked && ` data-yanked="${escapeHtml(yanked === true ? "" : yanked)}"`,
    ]
      .filter(Boolean)
      .join("");
    return `    <a href="${url.replace(/&/g, "&amp;")}${sha256 ? `#sha256=${sha256}` : ""}"${attributes}>${fileName}</a><br />`;
  });
  return [
    "<!DOCTYPE html>",
    "<html>",
    "  <head>",
    '    <meta name="pypi:repository-version" content="1.1">',
    `    <title>Links for ${name}</title>`,
    "  </head>",
    "  <body>",
    `    <h1>Links for ${name}</h1>`,
    ...anchors,
    "  </body>",
    "</html>",
    "<!--SERIAL 20260101-->",
  ].join("\n");
}

const escapeHtml = (text: string): string =>
  text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
