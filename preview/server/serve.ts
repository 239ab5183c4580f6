/** Serves the page on this machine only, tells it what changed, and does what a person does on it. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { Extension } from "../launcher/extension";
import type { DataFolder } from "../host/data-folder";
import type { Effect } from "../host/effects";
import { Launcher, type LauncherOptions } from "../launcher/launcher";
import { preferencesForm, rootCommands } from "../launcher/root-commands";
import { apply } from "./events";
import { assetFile, buildPage, pageHtml, type PageFiles } from "./files";
import { Guard, securityHeaders } from "./guard";
import { openTarget, reveal } from "./machine";
import { pageState, Sent } from "./page-state";
import type { NumberedEvent, PageState } from "./protocol";
import { ToastTime } from "./toast-time";

export interface ServeOptions {
  extension: Extension;
  data: DataFolder;
  /** How commands run. */
  platform: Pick<LauncherOptions, "threadText" | "as" | "keepsVariable" | "disabled">;
  /** 0 for any free port. */
  port: number;
  isSample: boolean;
}

interface Client {
  response: ServerResponse;
  sent: Sent;
}

const host = "127.0.0.1";
const largestBody = 1_000_000;
/** Changes are gathered for this long, in ms, so that a busy command does not flood the page. */
const gatherMs = 20;
const quietMs = 50;

const withoutSecret = "Open the whole address that the preview printed when it was started.";

/** Starts the server. Resolves with its address, which lets in whoever knows it; throws when the port is taken. */
export async function serve(options: ServeOptions): Promise<string> {
  const server = new PageServer(options, await buildPage());
  const address = await server.listen(options.port);
  process.stdout.write(`${options.extension.manifest.title} runs at ${address}\n`);
  if (options.isSample) process.stdout.write("It works on a temporary sample, deleted when you press Ctrl+C.\n");
  return address;
}

class PageServer {
  private readonly server = createServer((request, response) => void this.handle(request, response));
  private readonly guard: Guard;
  private readonly secret: string;
  private readonly launcher: Launcher;
  private readonly toastTime: ToastTime;
  private readonly clients = new Map<string, Client>();
  private readonly seqs = new Map<string, number>();
  private copied: PageState["copied"] = null;
  private isFlushing = false;

  constructor(
    private readonly options: ServeOptions,
    private readonly page: PageFiles,
  ) {
    const { extension, data, platform } = options;
    this.secret = data.secret();
    this.guard = new Guard(this.secret, () => this.port);
    this.launcher = new Launcher({
      extension,
      data,
      ...platform,
      quietMs,
      perform: (effect) => this.perform(effect),
    });
    this.launcher.showRoot(rootCommands(this.launcher));
    this.launcher.subscribe(() => this.flushSoon());
    this.toastTime = new ToastTime(this.launcher);
    process.on("unhandledRejection", (error) => this.report(error));
  }

  listen(port: number): Promise<string> {
    return new Promise((resolve, reject) => {
      this.server.on("error", (error: NodeJS.ErrnoException) => {
        const isTaken = error.code === "EADDRINUSE";
        reject(isTaken ? new Error(`Port ${port} is taken. Choose another one with --port, or 0 for any.`) : error);
      });
      this.server.listen(port, host, () => resolve(`http://${host}:${this.port}/?secret=${this.secret}`));
    });
  }

  private get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
    if (!this.guard.isFromHere(request)) return refuse(response, 403, "Only the preview's own page may ask.");
    try {
      const { pathname, searchParams } = new URL(request.url ?? "/", `http://${host}`);
      const route = `${request.method} ${pathname}`;
      const isOpening = route === "GET /" && this.guard.hasSecret(searchParams.get("secret"));
      if (isOpening) response.setHeader("set-cookie", this.guard.setCookie);
      else if (!this.guard.hasCookie(request)) return refuse(response, 403, withoutSecret);
      if (route === "POST /event") return await this.handleEvent(request, response);
      if (route === "GET /changes") return this.handleChanges(searchParams, request, response);
      if (route === "GET /") return send(response, "text/html", pageHtml(this.options.extension, this.guard.token));
      if (route === "GET /page.js") return send(response, "text/javascript", this.page.script);
      if (route === "GET /page.css") return send(response, "text/css", this.page.style);
      const asset = request.method === "GET" ? assetFile(this.options.extension, pathname) : undefined;
      if (asset) return send(response, asset.type, asset.content);
      refuse(response, 404, "There is no such page.");
    } catch (error) {
      refuse(response, 400, error instanceof Error ? error.message : String(error));
    }
  }

  private async handleEvent(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!this.guard.hasToken(request.headers["x-preview-token"])) return refuse(response, 403, "The token is missing.");
    const event = JSON.parse(await readBody(request)) as NumberedEvent;
    try {
      await apply(event, this.launcher, this.toastTime, event.client);
    } catch (error) {
      this.report(error);
    }
    this.seqs.set(event.client, event.seq);
    this.flushSoon();
    response.writeHead(204).end();
  }

  private handleChanges(parameters: URLSearchParams, request: IncomingMessage, response: ServerResponse): void {
    if (!this.guard.hasToken(parameters.get("token"))) return refuse(response, 403, "The token is missing.");
    const id = parameters.get("client") ?? "";
    const client = { response, sent: new Sent() };
    this.clients.set(id, client);
    request.on("close", () => {
      if (this.clients.get(id) !== client) return;
      this.clients.delete(id);
      this.toastTime.forget(id);
    });
    response.writeHead(200, { "content-type": "text/event-stream" });
    this.flush();
  }

  private flushSoon(): void {
    if (this.isFlushing) return;
    this.isFlushing = true;
    void sleep(gatherMs).then(() => {
      this.isFlushing = false;
      this.flush();
    });
  }

  private flush(): void {
    if (this.clients.size === 0) return;
    const shown = pageState(this.launcher, this.options.isSample);
    for (const [id, { response, sent }] of this.clients) {
      const state = { ...shown, copied: this.copied, seq: this.seqs.get(id) ?? 0 };
      const change = sent.changes(state, this.launcher);
      if (change) response.write(`data: ${JSON.stringify(change)}\n\n`);
    }
  }

  private async perform(effect: Effect): Promise<void> {
    if (effect.type === "copy") {
      this.copied = { id: (this.copied?.id ?? 0) + 1, text: effect.text };
      this.flushSoon();
    }
    if (effect.type === "open") await openTarget(effect.target);
    if (effect.type === "show-in-finder") await reveal(effect.path);
    if (effect.type === "open-preferences") {
      const command = this.launcher.front?.options.command;
      this.launcher.showPreferences(() => preferencesForm(this.launcher, command));
    }
  }

  /** A failure that no command caught is told to the person, and does not end the preview. */
  private report(error: unknown): void {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    this.launcher.front?.complain("That did not work", error);
  }
}

function send(response: ServerResponse, type: string, content: string | Buffer): void {
  response.writeHead(200, { "content-type": type.startsWith("text/") ? `${type}; charset=utf-8` : type }).end(content);
}

function refuse(response: ServerResponse, status: number, reason: string): void {
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8" }).end(`${reason}\n`);
}

/** Reads a too long body to its end all the same, so that the answer reaches who sent it. */
async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= largestBody) chunks.push(chunk);
  }
  if (length > largestBody) throw new Error("The event is too long.");
  return Buffer.concat(chunks).toString("utf8");
}
