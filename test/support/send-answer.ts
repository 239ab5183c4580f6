/**
 * Sends an answer as HTTP has it: nothing twice to a client that has it (304), parts to one that asks for them (206).
 */

import type { IncomingMessage, ServerResponse } from "node:http";
import { headerOf, type Headers } from "./answers";

/** Sends headers and body; `halfWay`, where given, is awaited when half of the body has been sent. */
export async function send(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  headers: Headers,
  body: Buffer,
  halfWay?: () => Promise<void>,
): Promise<void> {
  const etag = headerOf(headers, "etag");
  if (etag && request.headers["if-none-match"] === etag) {
    const kept = headers.filter(([name]) => ["etag", "cache-control", "date", "vary", "x-served-by"].includes(name));
    response.writeHead(304, kept.flat()).end();
    return;
  }
  const [, from, to = ""] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "") ?? [];
  if (from !== undefined && status === 200) return sendRange(response, headers, body, Number(from), to);
  const sized = headers.some(([name]) => name === "content-length" || name === "transfer-encoding");
  const all: Headers = sized ? headers : [...headers, ["content-length", String(body.length)]];
  response.writeHead(status, all.flat());
  if (request.method === "HEAD") return void response.end();
  if (halfWay) {
    response.write(body.subarray(0, body.length / 2));
    await halfWay();
    response.end(body.subarray(body.length / 2));
  } else {
    response.end(body);
  }
}

function sendRange(response: ServerResponse, headers: Headers, body: Buffer, from: number, to: string): void {
  const end = Math.min(to === "" ? body.length : Number(to) + 1, body.length);
  const part = body.subarray(from, end);
  const rest = headers.filter(([name]) => name !== "content-length");
  const range: Headers = [
    ["content-range", `bytes ${from}-${end - 1}/${body.length}`],
    ["content-length", String(part.length)],
  ];
  response.writeHead(206, [...rest, ...range].flat()).end(part);
}
