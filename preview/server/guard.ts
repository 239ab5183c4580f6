/**
 * Who may talk to the preview: its own page only. Any web page that a person has open can send requests to a local port;
 * none of them must be able to read the cache or to remove anything.
 */
import { randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";

export class Guard {
  /** Known to the page that this server made, and to nobody else. */
  readonly token = randomBytes(32).toString("hex");

  constructor(private readonly port: () => number) {}

  /** Whether a request was addressed to this server by its own name and does not come from another page. */
  isFromHere({ headers, method, url }: IncomingMessage): boolean {
    // As browsers write them: without the port where it is that of http.
    const origins = ["127.0.0.1", "localhost"].map((host) => new URL(`http://${host}:${this.port()}`).origin);
    const own = origins.find((origin) => origin === `http://${headers.host}`);
    if (!own) return false;
    if (headers.origin !== undefined && headers.origin !== own) return false;
    if (method !== "GET" && headers.origin !== own) return false;
    const site = headers["sec-fetch-site"];
    const isOpeningThePage = method === "GET" && url === "/" && headers["sec-fetch-mode"] === "navigate";
    return site === undefined || site === "same-origin" || site === "none" || isOpeningThePage;
  }

  /** Whether a request proves that it comes from the page. */
  hasToken(given: string | string[] | null | undefined): boolean {
    if (typeof given !== "string") return false;
    const [a, b] = [Buffer.from(given), Buffer.from(this.token)];
    return a.length === b.length && timingSafeEqual(a, b);
  }
}

/** What the page may load and do: its own files, images in its own data, and nothing from elsewhere. */
export const securityHeaders = {
  "content-security-policy": [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; "),
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "cache-control": "no-store",
};
