/**
 * The pickle (protocol 2) that pip 6.0 to 6.0.6 kept as an entry: plain strings and numbers, and one instance of a class
 * of pip's, which is why such an entry must never be unpickled.
 */

import type { Headers } from "./answers";

/** A response as those pips pickled it, `HTTPHeaderDict` included. */
export function pickleResponse(body: Buffer, headers: Headers, status: number, reason: string): Buffer {
  const values = headers.flatMap(([name, value]) => [
    text(name),
    op("]"),
    op("("),
    text(name),
    text(value),
    op("\x86"),
    op("e"),
  ]);
  const headerClass = "cpip._vendor.requests.packages.urllib3._collections\nHTTPHeaderDict\n";
  const data = [op("}("), text("_data"), op("}("), ...values, op("uu")];
  const response = [
    ...[text("body"), text(body), text("status"), integer(status), text("strict"), integer(1)],
    ...[text("headers"), op(headerClass), op(")\x81"), ...data, op("b")],
    ...[text("reason"), text(reason), text("version"), integer(11), text("decode_content"), op("\x89")],
  ];
  const parts = [op("\x80\x02}("), text("vary"), op("}"), text("response"), op("}("), ...response, op("uu.")];
  return Buffer.concat(parts);
}

function op(code: string): Buffer {
  return Buffer.from(code, "latin1");
}

function text(value: string | Buffer): Buffer {
  const bytes = Buffer.from(value as string);
  if (bytes.length < 256) return Buffer.concat([op("U"), Buffer.from([bytes.length]), bytes]);
  const length = Buffer.alloc(4);
  length.writeInt32LE(bytes.length);
  return Buffer.concat([op("T"), length, bytes]);
}

function integer(value: number): Buffer {
  if (value < 256) return Buffer.concat([op("K"), Buffer.from([value])]);
  return Buffer.concat([op("M"), Buffer.from([value & 0xff, value >> 8])]);
}
