/**
 * Tar archives in the ustar form that sdists have, and those that GNU tar writes of a directory; not every machine has a
 * `tar`. The same members always give the same bytes.
 */
import { mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

export interface TarMember {
  /** At most 100 bytes; one that ends in `/` is a directory. */
  name: string;
  data: Buffer;
}

/** The bytes of an archive, its two closing blocks included. */
export function buildTar(members: TarMember[]): Buffer {
  const parts = members.flatMap(({ name, data }) => [header(name, data.length), data, padding(data.length)]);
  return Buffer.concat([...parts, Buffer.alloc(1024)]);
}

function header(name: string, size: number): Buffer {
  if (Buffer.byteLength(name) > 100) throw new RangeError(`${name} is too long for a tar header`);
  const block = Buffer.alloc(512);
  const directory = name.endsWith("/");
  block.write(name, 0);
  block.write(directory ? "0000755\0" : "0000644\0", 100);
  block.write("0000000\0" + "0000000\0", 108);
  block.write(`${size.toString(8).padStart(11, "0")}\0`, 124);
  block.write(`${(315532800).toString(8).padStart(11, "0")}\0`, 136);
  block.write(" ".repeat(8), 148);
  block.write(directory ? "5" : "0", 156);
  block.write("ustar\0" + "00", 257);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return block;
}

function padding(size: number): Buffer {
  return Buffer.alloc((512 - (size % 512)) % 512);
}

/** Writes the files and directories of an archive below a directory, times kept. */
export function extractTar(archive: Buffer, directory: string): void {
  const times: [path: string, seconds: number][] = [];
  let longName: string | undefined;
  for (let at = 0; archive[at] !== 0 && at < archive.length;) {
    const text = (from: number, length: number) =>
      archive.toString("utf8", at + from, at + from + length).replace(/\0.*$/s, "");
    const prefix = text(257, 6) === "ustar" ? text(345, 155) : "";
    const name = longName ?? [prefix, text(0, 100)].filter(Boolean).join("/");
    const size = parseInt(text(124, 12), 8);
    const type = text(156, 1) || "0";
    const data = archive.subarray(at + 512, at + 512 + size);
    const seconds = parseInt(text(136, 12), 8);
    at += 512 + size + padding(size).length;
    longName = type === "L" ? data.toString("utf8").replace(/\0.*$/s, "") : undefined;
    if (type === "L") continue;
    const path = join(directory, name);
    if (type === "5") mkdirSync(path, { recursive: true });
    else if (type === "0") {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, data);
    } else throw new Error(`${name} is neither a file nor a directory: ${type}`);
    times.push([path, seconds]);
  }
  // What is written into a directory changes its time.
  for (const [path, seconds] of times.reverse()) utimesSync(path, seconds, seconds);
}
