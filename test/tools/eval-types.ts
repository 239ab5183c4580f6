/**
 * What an eval in `ai.yaml` may be, from the types of the tools themselves. The form is that of
 * https://developers.raycast.com/ai/evals; `or` among expectations is known to `ray evals` (its format-expectation.js).
 */

/** A module in `src/tools`. */
interface ToolModule {
  default: (input: never) => unknown;
}

type Flat<T> = { [Key in keyof T]: T[Key] };

/** An object with just one of these keys. */
type OneOf<Forms> = {
  [Name in keyof Forms]: Flat<Pick<Forms, Name>> & { [Key in Exclude<keyof Forms, Name>]?: never };
}[keyof Forms];

/** What is left of a value on its way to the AI: what may be undefined may be absent. */
type Plain<T> = T extends string | number | boolean | null | undefined
  ? T
  : T extends readonly (infer Item)[]
    ? Plain<Item>[]
    : Flat<
        { [Key in keyof T as undefined extends T[Key] ? never : Key]: Plain<T[Key]> } & {
          [Key in keyof T as undefined extends T[Key] ? Key : never]?: Plain<Exclude<T[Key], undefined>>;
        }
      >;

type KeyOfAny<T> = T extends unknown ? keyof T : never;

/** One of a union without what only others of it have, which the compiler would let pass. */
type Strict<T, All = T> = T extends unknown ? T & { [Key in Exclude<KeyOfAny<All>, keyof T>]?: never } : never;

type ResultOf<Tool extends ToolModule> = Strict<Plain<Awaited<ReturnType<Tool["default"]>>>>;
type InputOf<Tool extends ToolModule> = Required<Parameters<Tool["default"]>[0]>;

interface Rules<T> {
  eq: T;
  includes: [T] extends [string] ? string : never;
  matches: [T] extends [string] ? string : never;
  and: Matcher<T>[];
  or: Matcher<T>[];
  not: Matcher<T>;
}

/** What is expected of one field of an input: a value, all of a list of rules, or one rule. A list as a value stands in `eq`. */
type Matcher<T> = (T extends readonly unknown[] ? never : T) | Matcher<T>[] | OneOf<Rules<T>>;

/** By the tool's name, or with what its input has to be. */
type Call<Tools extends Record<keyof Tools, ToolModule>> = {
  [Name in keyof Tools]:
    Name | { name: Name; arguments: { [Field in keyof InputOf<Tools[Name]>]?: Matcher<InputOf<Tools[Name]>[Field]> } };
}[keyof Tools];

interface Expectations<Tools extends Record<keyof Tools, ToolModule>> {
  callsTool: Call<Tools>;
  includes: string;
  matches: string;
  meetsCriteria: string;
  not: Expectation<Tools>;
  or: Expectation<Tools>[];
}

export type Expectation<Tools extends Record<keyof Tools, ToolModule>> = OneOf<Expectations<Tools>>;

/** @template Tools the modules in `src/tools` by the names in the manifest */
export interface Eval<Tools extends Record<keyof Tools, ToolModule>> {
  /** What a person asks, with the extension's name. */
  input: string;
  /** What each tool hands to the AI: one result for all calls. */
  mocks: { [Name in keyof Tools]?: ResultOf<Tools[Name]> };
  /** All of these have to be so. */
  expected: Expectation<Tools>[];
  /** Whether Raycast suggests it to people; true where it is left out. */
  usedAsExample?: boolean;
}
