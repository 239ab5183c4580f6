/** What the AI gives a tool. The platform has a schema made of the types; what arrives may be anything all the same. */
import { own } from "../../files/lookup";
import { visible } from "../../files/visible";

/** Longer texts name nothing that pip caches. Characters. */
const MAX_TEXT = 200;
/** Names in one call: whoever means more means an offer of Clean Up. */
export const MAX_NAMES = 100;
/** Of a list in a result; of further ones the number is told. */
export const MAX_LISTED = 20;

/** What was given cannot be used; the message is a sentence for the AI. */
export class InputError extends Error {}

/** Undefined where nothing was given. @throws InputError */
export function textIn(input: unknown, name: string): string | undefined {
  const value = valueIn(input, name);
  if (value === undefined || value === null || value === "") return undefined;
  if (typeof value !== "string" || value.length > MAX_TEXT) {
    throw new InputError(`"${name}" has to be a text of at most ${MAX_TEXT} characters.`);
  }
  return value;
}

/** Undefined where nothing was given. @throws InputError */
export function numberIn(input: unknown, name: string): number | undefined {
  const value = valueIn(input, name);
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "number" || !Number.isFinite(value) || value < 0) {
    throw new InputError(`"${name}" has to be a number that is not negative.`);
  }
  return value;
}

/** How many are listed: of what was given at least one and at most `most`. @throws InputError */
export const limitIn = (input: unknown, otherwise: number, most: number): number =>
  Math.max(1, Math.min(Math.floor(numberIn(input, "limit") ?? otherwise), most));

/** Undefined where nothing was given. @throws InputError */
export function choiceIn<Choice extends string>(
  input: unknown,
  name: string,
  choices: readonly Choice[],
): Choice | undefined {
  const text = textIn(input, name);
  const choice = choices.find((one) => one === text);
  if (text !== undefined && choice === undefined) {
    throw new InputError(`"${name}" has to be one of: ${choices.join(", ")}.`);
  }
  return choice;
}

/** At least one, at most `MAX_NAMES`. @throws InputError */
export function textsIn(input: unknown, name: string): string[] {
  const value = valueIn(input, name);
  if (!Array.isArray(value) || value.length === 0) throw new InputError(`"${name}" has to be a list of texts.`);
  if (value.length > MAX_NAMES) {
    throw new InputError(`"${name}" has ${value.length} texts; at most ${MAX_NAMES} are taken at once.`);
  }
  return value.map((text: unknown) => {
    if (typeof text !== "string" || text === "" || text.length > MAX_TEXT) {
      throw new InputError(`Each of "${name}" has to be a text of at most ${MAX_TEXT} characters.`);
    }
    return text;
  });
}

function valueIn(input: unknown, name: string): unknown {
  return typeof input === "object" && input !== null ? own(input as Record<string, unknown>, name) : undefined;
}

/** A name or a sentence of others as it stands in a result. */
export const told = (text: string): string => {
  const shown = visible(text);
  return shown.length > MAX_TEXT ? `${shown.slice(0, MAX_TEXT)}…` : shown;
};

/** The first of a list, and how many more there are: `{ packages: […], more: 12 }`. */
export function bounded<Name extends string, Item>(
  name: Name,
  items: readonly Item[],
  most = MAX_LISTED,
): Record<Name, Item[]> & { more?: number } {
  const more = items.length - most;
  return { [name]: items.slice(0, most), ...(more > 0 && { more }) } as Record<Name, Item[]> & { more?: number };
}

/** ISO 8601; undefined where there is none. @param ms since 1970 */
export function isoDate(ms: number): string | undefined {
  const date = new Date(ms);
  return ms > 0 && !Number.isNaN(date.valueOf()) ? date.toISOString() : undefined;
}

/** What a tool finds out, or why it cannot: what was given is the AI's to mend. */
export async function answering<Result>(work: () => Promise<Result>): Promise<Result | { error: string }> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof InputError) return { error: error.message };
    throw error;
  }
}
