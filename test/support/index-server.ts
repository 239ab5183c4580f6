/**
 * A package index on 127.0.0.1 that real pips install from: PEP 503 and 691 pages, PEP 658 metadata, the headers of the
 * public index, and the odd habits of private ones. It keeps the list of requests, so that a test can say what pip
 * downloaded again and what it had.
 */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import { encodeBody, type Encoding, fileHeaders, filePath, type PageFormat, pageHeaders } from "./answers";
import { makeCertificate } from "./certificate";
import { type Distribution, normalizeName } from "./distributions";
import { linkTo, pageText, type Link } from "./pages";
import { send } from "./send-answer";
import { afterwards } from "./temporary";

/** A project and how its index serves it. */
export interface Project {
  files: Distribution[];
  /** Default: both. */
  formats?: PageFormat[];
  /** Of index pages. Default: gzip, where the client takes it. */
  encoding?: Encoding;
  /** Pages are sent in chunks, without a length. */
  chunked?: boolean;
  /** None of the public index' headers. */
  private?: boolean;
  /** Links lead to a path that redirects, with this status, to the file. */
  redirect?: 301 | 302 | 307 | 308;
  /** Appended to the links, as signed URLs have it: `token=1`. */
  query?: string;
  /** PEP 658 metadata beside wheels. Default: yes, unless there is a query, since `.metadata` would end up behind it. */
  metadata?: boolean;
  /** What its page says of each file besides; nothing of those that it does not list. */
  listed?: (file: Distribution) => Pick<Link, "yanked" | "requiresPython"> | undefined;
  /** Awaited when half of a file has been sent: what a test does there happens in the middle of pip's download. */
  halfWay?: (file: Distribution) => Promise<void>;
}

export interface IndexOptions {
  /** Serve https with a certificate made for it. */
  tls?: boolean;
  /** Ask for these; the index' address then contains them. */
  credentials?: { user: string; password: string };
}

/** A request, and what became of it. */
export interface Request {
  method: string;
  /** With the query. */
  path: string;
  status: number;
}

export interface Index {
  /** What pip's `--index-url` takes. */
  url: string;
  /** Scheme, host and port, without credentials: what entries' URLs begin with. */
  origin: string;
  host: string;
  /** Path of the certificate, for `--cert`; only with TLS. */
  certificate?: string;
  /** Adds a project or replaces it, under the name of its first file. */
  add(project: Project): void;
  /** All requests since the start or the last `takeRequests`. */
  requests: Request[];
  /** Empties the list and gives what was in it. */
  takeRequests(): Request[];
  /** URL under which pip keeps the index page of a project. */
  pageUrl(name: string): string;
  /** URL under which pip keeps a file; with `.metadata` appended, its metadata. */
  fileUrl(file: Distribution): string;
  close(): Promise<void>;
}

/** Starts an index with these projects on a port of its own; it ends with the test, or the file, that started it. */
export async function startIndex(projects: Project[] = [], options: IndexOptions = {}): Promise<Index> {
  const certificate = options.tls ? makeCertificate() : undefined;
  const byName = new Map<string, Project>();
  const requests: Request[] = [];
  const listener = (request: IncomingMessage, response: ServerResponse) => {
    answer(request, response).catch((error: unknown) => response.destroy(error as Error));
  };
  const server = certificate ? createSecureServer(certificate, listener) : createServer(listener);
  await listen(server);
  afterwards(() => close(server));
  const host = certificate ? "localhost" : "127.0.0.1";
  const authority = `${host}:${(server.address() as AddressInfo).port}`;
  const origin = `${certificate ? "https" : "http"}://${authority}`;
  const { credentials } = options;
  const login = credentials ? `${credentials.user}:${credentials.password}@` : "";

  const index: Index = {
    url: `${origin.replace("//", `//${login}`)}/simple/`,
    origin,
    host,
    certificate: certificate?.path,
    add: (project) => {
      const [file] = project.files;
      if (file) byName.set(normalizeName(file.name), project);
    },
    requests,
    takeRequests: () => requests.splice(0),
    pageUrl: (name) => `${origin}/simple/${normalizeName(name)}/`,
    fileUrl: (file) => `${origin}${linkPath(file, byName.get(normalizeName(file.name)), false)}`,
    close: () => close(server),
  };
  projects.forEach(index.add);
  return index;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.removeHeader("connection");
    response.sendDate = false;
    const { method = "GET", url = "/" } = request;
    response.on("close", () => requests.push({ method, path: url, status: response.statusCode }));
    if (credentials && !authorized(request, credentials)) {
      return send(request, response, 401, [["www-authenticate", 'Basic realm="index"']], Buffer.from("Who are you?"));
    }
    const path = decodeURIComponent(new URL(url, origin).pathname);
    const [, page = ""] = /^\/simple\/([^/]+)\/$/.exec(path) ?? [];
    const project = byName.get(page);
    if (project) return sendPage(request, response, page, project);
    for (const project of byName.values()) {
      for (const file of project.files) {
        const own = decodeURIComponent(filePath(file));
        if (path === `/redirect${own}` || path === `/redirect${own}.metadata`) {
          const location = path.slice("/redirect".length);
          return send(request, response, project.redirect ?? 302, [["location", location]], Buffer.alloc(0));
        }
        if (path === own) return sendFile(request, response, project, file, file.content);
        if (path === `${own}.metadata`) return sendFile(request, response, project, file, file.metadata);
      }
    }
    return send(request, response, 404, [["content-type", "text/plain"]], Buffer.from("Not Found"));
  }

  async function sendPage(request: IncomingMessage, response: ServerResponse, name: string, project: Project) {
    const { formats = ["json", "html"], chunked = false, private: isPrivate, metadata = !project.query } = project;
    const wantsJson = /simple\.v1\+json/.test(request.headers.accept ?? "");
    const format = wantsJson && formats.includes("json") ? "json" : "html";
    if (!formats.includes(format)) return send(request, response, 406, [], Buffer.from("Not Acceptable"));
    const wanted = project.encoding ?? "gzip";
    const encoding = (request.headers["accept-encoding"] ?? "").includes(wanted) ? wanted : "identity";
    const { listed = () => ({}) } = project;
    const links = project.files.flatMap((file) => {
      const says = listed(file);
      const options = { metadata: metadata && file.kind === "wheel" };
      return says ? [{ ...linkTo(file, origin + linkPath(file, project, true), options), ...says }] : [];
    });
    const body = encodeBody(pageText(name, links, format), encoding);
    return send(request, response, 200, pageHeaders(body, { format, encoding, chunked, private: isPrivate }), body);
  }

  async function sendFile(
    request: IncomingMessage,
    response: ServerResponse,
    project: Project,
    file: Distribution,
    body: Buffer,
  ): Promise<void> {
    const headers = fileHeaders(file, body.length, { private: project.private });
    const halfWay = body === file.content ? project.halfWay : undefined;
    return send(request, response, 200, headers, body, halfWay && (() => halfWay(file)));
  }
}

function linkPath(file: Distribution, project: Project | undefined, asLinked: boolean): string {
  const query = project?.query && !(project.redirect && !asLinked) ? `?${project.query}` : "";
  return `${project?.redirect && asLinked ? "/redirect" : ""}${filePath(file)}${query}`;
}

function authorized(request: IncomingMessage, { user, password }: { user: string; password: string }): boolean {
  return request.headers.authorization === `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
}

function listen(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    if (!server.listening) return resolve();
    server.close((error) => (error ? reject(error) : resolve()));
    server.closeAllConnections();
  });
}
