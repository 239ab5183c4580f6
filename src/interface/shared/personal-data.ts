/**
 * What only a person can say, or nobody can find out again: a file each in the support folder. It is never dropped: what
 * cannot be read stays where it is until it is set aside, which keeps it, too, and a view says so.
 */
import { environment } from "@raycast/api";
import { lstatSync, readdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { failureOf, isNotFound } from "../../files/failure";
import { changeFile, type ChangeOptions } from "../../files/replace-file";
import { readSmallText, UnusualFileError } from "../../files/small-file";

/** What is there and cannot be read. */
export interface UnreadableData {
  /** What a person calls it: `The history`. */
  name: string;
  path: string;
  /** Sentences. */
  reason: string;
}

export class UnreadableDataError extends Error {
  override readonly name = "UnreadableDataError";
  constructor(readonly data: UnreadableData) {
    super(`${data.name} cannot be read. ${data.reason}`);
  }
}

export type StoredData<Value> = { value: Value } | { unreadable: UnreadableData };

export interface PersonalDataOptions<Value> {
  /** See `UnreadableData`. */
  name: string;
  /** Of the file, without what says that it is JSON. */
  file: string;
  version: number;
  /** What there is before anything was said. */
  empty: Value;
  /** The value in an object that has been read; undefined where it is none. */
  parse: (content: Record<string, unknown>) => Value | undefined;
  /** Whether it may say that something is to be kept: while it cannot be read nothing is removed in bulk. */
  guardsRemoval?: boolean;
}

/** It says what a person works with: nobody else is to read it. */
const asOurs: ChangeOptions = { keep: false, mode: 0o600, inTurn: true };

const guards: PersonalData<object>[] = [];

/** Of all that may say that something is to be kept, what cannot be read. */
export function unreadableGuards(): UnreadableData[] {
  return guards.flatMap((guard) => {
    const stored = guard.read();
    return "unreadable" in stored ? [stored.unreadable] : [];
  });
}

export class PersonalData<Value extends object> {
  constructor(private readonly options: PersonalDataOptions<Value>) {
    if (options.guardsRemoval) guards.push(this as unknown as PersonalData<object>);
  }

  get path(): string {
    return join(environment.supportPath, `${this.options.file}.json`);
  }

  read(): StoredData<Value> {
    try {
      return { value: this.#parsed(readSmallText(this.path)) };
    } catch (error) {
      if (error instanceof UnreadableDataError) return { unreadable: error.data };
      if (isNotFound(error) && lstatSync(this.path, { throwIfNoEntry: false }) === undefined) {
        return { value: this.options.empty };
      }
      const reason = error instanceof UnusualFileError ? error.message : failureOf(this.path, error).reason;
      return { unreadable: this.#unreadable(reason) };
    }
  }

  /**
   * Puts what an edit makes of the value in its place, in one step and beside what others write at the same moment.
   * @throws UnreadableDataError; a FileChangeError where it cannot be written
   */
  change(edit: (value: Value) => Value): void {
    const { version, empty } = this.options;
    const stored = this.read();
    if ("unreadable" in stored) throw new UnreadableDataError(stored.unreadable);
    changeFile(
      this.path,
      (bytes) => {
        const value = bytes ? this.#parsed(bytes.toString("utf8")) : empty;
        return Buffer.from(`${JSON.stringify({ version, ...edit(value) })}\n`);
      },
      asOurs,
    );
  }

  /** Keeps a text as the file, unless there is one: what was kept elsewhere before. */
  adopt(text: string): void {
    changeFile(this.path, (bytes) => bytes ?? Buffer.from(text), asOurs);
  }

  /** Gives what is there another name, so that something new can be begun. Throws an error of `node:fs`. */
  setAside(): void {
    const taken = new Set(this.#namesAside());
    let number = 1;
    while (taken.has(this.#nameAside(number))) number++;
    renameSync(this.path, join(environment.supportPath, this.#nameAside(number)));
  }

  /** Paths of what was set aside, and is still there. */
  aside(): string[] {
    return this.#namesAside().map((name) => join(environment.supportPath, name));
  }

  #nameAside(number: number): string {
    return `${this.options.file}.unreadable-${number}.json`;
  }

  #namesAside(): string[] {
    const start = `${this.options.file}.unreadable-`;
    try {
      return readdirSync(environment.supportPath).filter((name) => name.startsWith(start));
    } catch {
      return [];
    }
  }

  #parsed(text: string): Value {
    const { version, parse } = this.options;
    const content = asObject(text);
    if (content === undefined) throw this.#error("It is damaged.");
    if (typeof content.version === "number" && content.version > version) {
      throw this.#error("A newer version of pip Cache has written it.");
    }
    const value = content.version === version ? attempt(() => parse(content)) : undefined;
    if (value === undefined) throw this.#error("It is damaged.");
    return value;
  }

  #error(reason: string): UnreadableDataError {
    return new UnreadableDataError(this.#unreadable(reason));
  }

  #unreadable(reason: string): UnreadableData {
    return { name: this.options.name, path: this.path, reason };
  }
}

function asObject(text: string): Record<string, unknown> | undefined {
  const content = attempt((): unknown => JSON.parse(text));
  return typeof content === "object" && content !== null ? (content as Record<string, unknown>) : undefined;
}

/** Whatever lies in a file that somebody has changed, it is not to throw. */
function attempt<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
