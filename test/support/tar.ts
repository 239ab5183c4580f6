/**
 * Tar archives in the ustar form that sdists have. The same members always give the same bytes.
 */

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
