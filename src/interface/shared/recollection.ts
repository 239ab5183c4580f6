/**
 * What was found out once and can be found out again: kept so that a view has something to show at once. Whatever is
 * damaged or of another version is quietly made anew, and a full disk stands in nobody's way. What only a person knows is
 * no recollection but `PersonalData`.
 */
import { environment, type Cache } from "@raycast/api";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { awaitTurn } from "../../files/turns";

export interface Recalled<Value> {
  value: Value;
  /** When it was found out, ms since 1970. */
  at: number;
}

export class Recollection<Value> {
  /** @param version of what a value is made of, without spaces; what has another one is not recalled */
  constructor(
    private readonly cache: Cache,
    private readonly key: string,
    private readonly version: number | string,
  ) {}

  /** Undefined where nothing is kept, or not what was. */
  recall(): Recalled<Value> | undefined {
    try {
      const kept = this.#kept();
      return kept && { at: kept.at, value: JSON.parse(kept.text) as Value };
    } catch {
      return undefined;
    }
  }

  /**
   * Keeps a value for the next time, if it can be kept, and none is that was found out later.
   * @param at when it was found out, or that began; ms since 1970
   */
  remember(value: Value, at = Date.now()): void {
    const endTurn = turnIfAny();
    try {
      if ((this.#kept()?.at ?? at) > at) return;
      this.cache.set(this.key, sealed(JSON.stringify(value), this.version, at));
    } catch {
      // It will be found out again.
    } finally {
      endTurn?.();
    }
  }

  #kept(): { at: number; text: string } | undefined {
    return unsealed(this.cache.get(this.key) ?? "", this.version);
  }
}

/** Of two processes none looks while the other replaces; where that cannot be shown, there is no room for a file. */
function turnIfAny(): (() => void) | undefined {
  try {
    return awaitTurn(join(environment.supportPath, "recollections"));
  } catch {
    return undefined;
  }
}

/** A text as it is kept: with its version, when it was found out, and a sum that shows damage. */
export function sealed(text: string, version: number | string, at: number): string {
  return `${version} ${at} ${crc32(text)} ${text}`;
}

/** The text, and when it was found out; undefined where it is damaged, of another version, or of none. */
export function unsealed(kept: string, version: number | string): { at: number; text: string } | undefined {
  const [, ofVersion, time, sum, text = ""] = /^(\S+) (\d+) (\d+) (.*)$/s.exec(kept) ?? [];
  const at = Number(time);
  // What comes from the future would never be replaced.
  const isWhole = ofVersion === String(version) && Number(sum) === crc32(text) && at <= Date.now();
  return isWhole ? { at, text } : undefined;
}
