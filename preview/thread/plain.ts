/** Makes plain data of what a command gives to components, toasts and dialogs, and that again what the host can use. */
import { own } from "../host/lookup";
import type { FunctionReference } from "./messages";

/** A copy that can be cloned: functions become references, what cannot cross is left out. */
export function asPlain(value: unknown, refer: (path: string, work: unknown) => string, path = ""): unknown {
  if (typeof value === "function") return { $function: refer(path, value) } satisfies FunctionReference;
  if (typeof value === "symbol") return undefined;
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  if (Array.isArray(value)) return value.map((each, index) => asPlain(each, refer, `${path}.${index}`));
  if ("$$typeof" in value) return undefined;
  if (value instanceof URL) return String(value);
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, asPlain(each, refer, `${path}.${key}`)]));
}

/** The same with functions in the place of references. */
export function fromPlain(value: unknown, call: (name: string, given: unknown[]) => Promise<void>): unknown {
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  if (Array.isArray(value)) return value.map((each) => fromPlain(each, call));
  const { $function: name } = value as Partial<FunctionReference>;
  if (name !== undefined) return (...given: unknown[]) => call(name, given);
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, fromPlain(each, call)]));
}

/** What stands at a path such as ".0.onAction". */
export function at(value: unknown, path: string): unknown {
  const names = path.split(".").slice(1);
  return names.reduce<unknown>(
    (found, name) => (found ? own(found as Record<string, unknown>, name) : undefined),
    value,
  );
}
