/**
 * What the host and the thread of a command post to each other: plain data. Functions stay where they are, and cross as the
 * name by which the thread finds them again.
 */
import type { Launch, News, Question } from "../host/sides";

/** A function of the command: of a node of its tree, or of its visible toast or a dialog. */
export interface FunctionReference {
  $function: string;
}

/** What has changed of one node. */
export interface NodeChange {
  key: string;
  /** Of a node that is new. */
  type?: string;
  reactKey?: string;
  /** As far as they have changed: all of them, functions as references. */
  props?: Record<string, unknown>;
  /** Keys in order, where they have changed. */
  children?: string[];
}

export interface ThrownError {
  name: string;
  message: string;
  stack?: string;
  code?: string;
}

export type FromThread =
  /** New nodes before those that they are children of; the root comes last. */
  | { type: "changes"; changes: NodeChange[] }
  | { type: "news"; news: News }
  | { type: "question"; id: number; question: Question }
  | { type: "failed"; error: ThrownError }
  | { type: "done"; result?: unknown }
  /** The answer to what the host had asked. */
  | { type: "answer"; id: number; error?: ThrownError }
  /** A probe has come to the step that it was to stop at. */
  | { type: "probe"; step: string };

export type ToThread =
  | { type: "call"; id: number; name: string; given: unknown[] }
  | { type: "pop"; id: number }
  | { type: "rest"; id: number; ms: number }
  | { type: "exit" }
  | { type: "answer"; id: number; value?: unknown; error?: ThrownError };

export interface ThreadData {
  launch: Launch;
  /** The built command. */
  path: string;
  /** A module to load first, which may watch what the command does. */
  probe?: { module: string; data: unknown };
}

export function asThrown(thrown: unknown): ThrownError {
  const error: NodeJS.ErrnoException = thrown instanceof Error ? thrown : new Error(String(thrown));
  const { name, message, stack, code } = error;
  return { name, message, stack, code };
}

export function asError({ name, message, stack, code }: ThrownError): Error {
  return Object.assign(new Error(message), { name, stack }, code === undefined ? {} : { code });
}
