/**
 * Opens cached files for the readers: never through a link, never blocking on a pipe, and into one reused buffer, since
 * a cache holds tens of thousands.
 */
import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from "node:fs";
import { nativePath } from "../../files/names";
import type { Body } from "../readers/formats/body";

const none: Buffer = Buffer.alloc(0);
const BUFFER = 64 * 1024;
/** Bytes that are read at least: what is asked for next often lies just behind what was asked for. */
const WINDOW = 1024;
const FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** Buffers of closed bodies: giving each of tens of thousands its own costs more than reading them. */
const spare: Buffer[] = [];

export class FileBody implements Body {
  #buffer: Buffer = none;
  /** What of the file is in the buffer. */
  #start = 0;
  #length = 0;
  #descriptor = -1;
  size = 0;

  /**
   * Opens another file in place of the last.
   * @throws the error of `open`; a link is `ELOOP`
   */
  open(path: string): Stats {
    this.close();
    this.#descriptor = openSync(nativePath(path), FLAGS);
    const stats = fstatSync(this.#descriptor);
    this.size = stats.isFile() ? stats.size : 0;
    return stats;
  }

  close(): void {
    if (this.#descriptor !== -1) closeSync(this.#descriptor);
    if (this.#buffer !== none) spare.push(this.#buffer);
    this.#buffer = none;
    this.#length = 0;
    this.#descriptor = -1;
    this.size = 0;
  }

  read(position: number, length: number): Uint8Array {
    if (this.#descriptor === -1) return none;
    const at = position - this.#start;
    if (at >= 0 && at + length <= this.#length) return this.#buffer.subarray(at, at + length);
    if (this.#buffer === none) this.#buffer = spare.pop() ?? Buffer.allocUnsafeSlow(BUFFER);
    if (length > this.#buffer.length) this.#buffer = Buffer.allocUnsafeSlow(length);
    this.#start = position;
    this.#length = 0;
    try {
      this.#length = readSync(this.#descriptor, this.#buffer, 0, Math.max(length, WINDOW), position);
      return this.#buffer.subarray(0, Math.min(length, this.#length));
    } catch {
      return none;
    }
  }
}
