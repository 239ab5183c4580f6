/** What the readers' tests share: bodies that count what is read of them, real cache entries, files that Python makes. */

import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { memoryBody, type Body } from "../../../src/pip-cache/readers/formats/body";
import { readStoredResponse } from "../../../src/pip-cache/readers/response/header";
import type { Headers } from "../../../src/pip-cache/readers/response/stored-response";
import { pythonOfPath } from "../../support/python";
import { temporaryDirectory } from "../../support/temporary";
import { filesBelow } from "../../support/tree";
import { itOrSkip } from "../../support/unless";

/** A body in one reused buffer, as files are read: what a reader keeps of it without copying is overwritten. */
export class ReusingBody implements Body {
  reads = 0;
  bytesRead = 0;
  private buffer = Buffer.alloc(0);

  constructor(readonly bytes: Uint8Array) {}

  get size(): number {
    return this.bytes.length;
  }

  read(position: number, length: number): Uint8Array {
    const piece = this.bytes.subarray(position, position + length);
    this.reads++;
    this.bytesRead += piece.length;
    if (this.buffer.length < piece.length) this.buffer = Buffer.alloc(piece.length);
    this.buffer.fill(0xaa);
    this.buffer.set(piece);
    return this.buffer.subarray(0, piece.length);
  }
}

export interface CachedResponse {
  path: string;
  headers: Headers;
  /** Bytes of the body. */
  body: Buffer;
  /** Of `http` the file; of `http-v2` the header file. */
  file: Buffer;
}

/** The responses that can be read in a cache, of both layouts. */
export function responsesIn(cache: string): CachedResponse[] {
  const responses: CachedResponse[] = [];
  for (const path of filesBelow(cache)) {
    if (!/^http(-v2)?\//.test(path) || !/[0-9a-f]{56}$/.test(path)) continue;
    const file = readFileSync(join(cache, path));
    const stored = readStoredResponse(memoryBody(file));
    if (!stored.ok) throw new Error(`${path}: ${stored.reason}`);
    const own = join(cache, `${path}.body`);
    const body = existsSync(own) ? readFileSync(own) : Buffer.from(stored.body.read(0, stored.body.size));
    responses.push({ path, headers: stored.headers, body, file });
  }
  return responses;
}

const python = pythonOfPath();

/** `it`, or, where this machine has no Python 3 with pip, a skipped one that says so. */
export const itWithPython = itOrSkip(python ? undefined : "there is no Python 3 with pip on this machine");

/** Runs a Python script in a temporary directory, with `input` as JSON on standard input, and returns what it prints. */
export function runPython(script: string, input: unknown = null, directory = temporaryDirectory()): Buffer {
  return execFileSync(python!, ["-c", script], { cwd: directory, input: JSON.stringify(input), maxBuffer: 1 << 28 });
}

/** Runs a Python script that writes `out` in its directory; returns that file. */
export function fileOfPython(script: string, input: unknown = null): Buffer {
  const directory = temporaryDirectory();
  runPython(script, input, directory);
  return readFileSync(join(directory, "out"));
}

/** Processor time that `work` takes, in ms: what else runs on the machine does not count. */
export function processorTime(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** Hands over bytes in pieces, in one buffer that is used again. */
export function source(bytes: Uint8Array, size = 1000): () => Uint8Array | undefined {
  let position = 0;
  const buffer = new Uint8Array(size);
  return () => {
    if (position >= bytes.length) return undefined;
    const piece = bytes.subarray(position, position + size);
    buffer.set(piece);
    position += piece.length;
    return buffer.subarray(0, piece.length);
  };
}
