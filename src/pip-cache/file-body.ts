/**
 * Opens cached files for the readers: never through a link, never blocking on a pipe, and into one reused buffer, since
 * a cache holds tens of thousands.
 */
import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from "node:fs";
import { nativePath } from "../files/names";
import type { Body } from "./readers/body";

const none: Buffer = Buffer.alloc(0);
const LEAST = 64 * 1024;
const FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** Buffers of closed bodies: giving each of tens of thousands its own costs more than reading them. */
const spare: Buffer[] = [];

export class FileBody implements Body {
  #buffer: Buffer = none;
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
    this.#descriptor = -1;
    this.size = 0;
  }

  read(position: number, length: number): Uint8Array {
    if (this.#descriptor === -1) return none;
    if (this.#buffer === none) this.#buffer = spare.pop() ?? Buffer.allocUnsafeSlow(LEAST);
    if (length > this.#buffer.length) this.#buffer = Buffer.allocUnsafeSlow(length);
    try {
      return this.#buffer.subarray(0, readSync(this.#descriptor, this.#buffer, 0, length, position));
    } catch {
      return none;
    }
  }
}
