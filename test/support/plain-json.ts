/** A way of writing responses down that no pip has: `cc=5,` and JSON as it is, header names to values. */
import { bodySlice, readAll, type Body } from "../../src/pip-cache/readers/formats/body";
import { Malformed, type Dict, type Value } from "../../src/pip-cache/readers/formats/strict-msgpack";
import { MARK, type SerializationReader } from "../../src/pip-cache/readers/response/serializations";
import { unreadable } from "../../src/pip-cache/readers/response/stored-response";

type Plain = null | boolean | number | string | { [name: string]: Plain };

export const plainJson: SerializationReader = {
  version: 5,
  read: (file) => {
    try {
      const { response } = parse(file) as { response: { status: number; headers: Record<string, string> } };
      const headers = new Map(Object.entries(response.headers).map(([name, value]) => [name.toLowerCase(), value]));
      return { ok: true, status: response.status, headers, body: bodySlice(file, 0, 0) };
    } catch {
      return unreadable["unreadable header"];
    }
  },
  readStrictly: (file) => {
    try {
      return { value: valueOf(parse(file)) };
    } catch {
      throw new Malformed("it is no JSON");
    }
  },
};

/** What a header of another layout says, in this form. */
export function writePlainJson(response: Value): Buffer {
  return Buffer.from(`cc=5,${JSON.stringify(plainOf(response))}`);
}

const parse = (file: Body): Plain => JSON.parse(readAll(file).toString("utf8", MARK)) as Plain;

function valueOf(plain: Plain): Value {
  if (typeof plain !== "object" || plain === null) return plain;
  const text = new Map(Object.entries(plain).map(([name, value]) => [name, valueOf(value)]));
  const dict: Dict = { type: "dict", text, bytes: new Map(), hasOtherKeys: false };
  return dict;
}

/** Bytes are the body's, which lies elsewhere. */
function plainOf(value: Value): Plain {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value) || value.type !== "dict") return "";
  return Object.fromEntries(Array.from(value.text, ([name, one]) => [name, plainOf(one)]));
}
