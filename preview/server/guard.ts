/**
 * Who may talk to the preview: the page of the person who started it. Any web page that they have open can send requests
 * to a local port, and so can any other user of the machine; none of them must be able to read or to remove
 * anything.
 */
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";

export class Guard {
  /** Known to the page that this server made, and to nobody else. */
  readonly token = randomBytes(32).toString("hex");

  /** @param secret lets into the page; it is in the address that is printed */
  constructor(
    private readonly secret: string,
    private readonly port: () => number,
  ) {}

  /** Whether a request was addressed to this server by its own name and does not come from another page. */
  isFromHere({ headers, method, url }: IncomingMessage): boolean {
    // As browsers write them: without the port where it is that of http.
    const origins = ["127.0.0.1", "localhost"].map((host) => new URL(`http://${host}:${this.port()}`).origin);
    const own = origins.find((origin) => origin === `http://${headers.host}`);
    if (!own) return false;
    if (headers.origin !== undefined && headers.origin !== own) return false;
    if (method !== "GET" && headers.origin !== own) return false;
    const site = headers["sec-fetch-site"];
    const isOpeningThePage =
      method === "GET" && /^\/(\?|$)/.test(url ?? "") && headers["sec-fetch-mode"] === "navigate";
    return site === undefined || site === "same-origin" || site === "none" || isOpeningThePage;
  }

  /** Whether somebody opens the page by the address that was printed. */
  hasSecret(given: string | null): boolean {
    return isSame(given, this.secret);
  }

  /** Whether a request comes from a browser that has opened that address before, by its cookie. */
  hasCookie({ headers }: IncomingMessage): boolean {
    const [name, value] = this.cookie;
    return (headers.cookie ?? "").split(/; */).some((each) => isSame(each, `${name}=${value}`));
  }

  /** What a browser that knows the secret is given in exchange. Cookies count for all ports of a host: hence its name. */
  get setCookie(): string {
    return `${this.cookie.join("=")}; HttpOnly; SameSite=Strict; Path=/`;
  }

  /** Whether a request proves that it comes from the page. */
  hasToken(given: string | string[] | null | undefined): boolean {
    return isSame(given, this.token);
  }

  /** Not the secret itself, which is never sent again. The same for as long as the secret is. */
  private get cookie(): [name: string, value: string] {
    const name = `preview-${this.port()}`;
    return [name, createHmac("sha256", this.secret).update(name).digest("hex")];
  }
}

function isSame(given: unknown, known: string): boolean {
  if (typeof given !== "string") return false;
  const [a, b] = [Buffer.from(given), Buffer.from(known)];
  return a.length === b.length && timingSafeEqual(a, b);
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
