/** Whether what a tool is given is what it takes: the build takes a schema from the types of its input. */
import { own } from "./lookup";

/** The part of JSON Schema that Raycast's build writes. */
export interface InputSchema {
  type: string;
  enum?: string[];
  items?: InputSchema;
  properties?: Record<string, InputSchema>;
  required?: string[];
}

/** Reads the input of a tool from JSON. Throws with a sentence for a person where it is none, or not what the tool takes. */
export function readToolInput(text: string, tool: { name: string; input?: InputSchema }): unknown {
  let input: unknown;
  try {
    input = JSON.parse(text);
  } catch (error) {
    throw new Error(`The tool "${tool.name}" is given what is no JSON: ${(error as Error).message}`);
  }
  const faults = [...faultsOf(input, tool.input ?? { type: "object" }, "The input")];
  if (faults.length > 0) throw new Error(`The tool "${tool.name}" does not take this.\n${faults.join("\n")}`);
  return input;
}

function* faultsOf(value: unknown, schema: InputSchema, place: string): Generator<string> {
  const { type, enum: choices, items, properties = {}, required = [] } = schema;
  if (kindOf(value) !== type) {
    yield `${place} is ${words(kindOf(value))}, and has to be ${words(type)}.`;
  } else if (choices && !choices.includes(value as string)) {
    yield `${place} is none of these: ${quoted(choices)}.`;
  } else if (Array.isArray(value)) {
    if (items) for (const [at, each] of value.entries()) yield* faultsOf(each, items, `${place}, number ${at + 1},`);
  } else if (type === "object") {
    const given = value as Record<string, unknown>;
    for (const name of required) if (own(given, name) === undefined) yield `${place} has no "${name}", which it needs.`;
    for (const [name, each] of Object.entries(given)) {
      const wanted = own(properties, name);
      if (wanted) yield* faultsOf(each, wanted, `"${name}"`);
      else yield `${place} has "${name}". There is: ${quoted(Object.keys(properties)) || "nothing"}.`;
    }
  }
}

/** As schemas call it. */
function kindOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}

function words(type: string): string {
  const known: Record<string, string> = { array: "a list", object: "an object", string: "a text", null: "null" };
  return own(known, type) ?? `a ${type}`;
}

const quoted = (names: string[]) => names.map((name) => JSON.stringify(name)).join(", ");
