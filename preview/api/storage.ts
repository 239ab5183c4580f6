/** Cache, on disk in the data folder of the command that asks; LocalStorage, which the host keeps. */
import type * as Raycast from "@raycast/api";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, rmSync, statSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { asCommand, currentCommand } from "../command/command";
import { replacePrivately } from "../host/data-folder";

const megabyte = 1024 * 1024;

/** One file per key; a file's time says when it was used last. */
class CacheStorage {
  static readonly STORAGE_DIRECTORY_NAME = "com.raycast.api.cache";
  static readonly DEFAULT_CAPACITY = 10 * megabyte;
  private readonly subscribers = new Set<Raycast.Cache.Subscriber>();

  constructor(private readonly options: Raycast.Cache.Options = {}) {}

  get storageDirectory(): string {
    const { directory, namespace } = this.options;
    const names = [CacheStorage.STORAGE_DIRECTORY_NAME, ...(namespace ? [namespace] : [])];
    return directory ? join(directory, ...names) : currentCommand().data.folder(...names);
  }

  get(key: string): string | undefined {
    const file = this.file(key);
    try {
      const data = readFileSync(file, "utf8");
      utimesSync(file, new Date(), new Date());
      return data;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      throw error;
    }
  }

  has(key: string): boolean {
    return statSync(this.file(key), { throwIfNoEntry: false }) !== undefined;
  }

  get isEmpty(): boolean {
    return this.files().length === 0;
  }

  set(key: string, data: string): void {
    if (this.isOver) return;
    const file = this.file(key);
    replacePrivately(file, data);
    this.makeRoom(file);
    this.notify(key, data);
  }

  remove(key: string): boolean {
    if (this.isOver) return false;
    const existed = this.has(key);
    if (existed) rmSync(this.file(key));
    this.notify(key, undefined);
    return existed;
  }

  clear({ notifySubscribers = true } = {}): void {
    if (this.isOver) return;
    for (const { path } of this.files()) rmSync(path);
    if (notifySubscribers) this.notify(undefined, undefined);
  }

  /** Bound, as @raycast/utils hands it on without its cache. */
  readonly subscribe = (subscriber: Raycast.Cache.Subscriber): Raycast.Cache.Subscription => {
    this.subscribers.add(subscriber);
    return () => this.subscribers.delete(subscriber);
  };

  /** Whether whose cache it is has ended: a thread would not have come so far. */
  private get isOver(): boolean {
    return this.options.directory === undefined && !currentCommand().isOpen;
  }

  private file(key: string): string {
    return join(this.storageDirectory, `${createHash("sha256").update(key).digest("hex")}.data`);
  }

  private files(): { path: string; size: number; usedAt: number }[] {
    const folder = this.storageDirectory;
    return readdirSync(folder)
      .filter((name) => name.endsWith(".data"))
      .map((name) => {
        const { size, mtimeMs } = statSync(join(folder, name));
        return { path: join(folder, name), size, usedAt: mtimeMs };
      });
  }

  /** Drops what was used least recently until the rest fits, never what was just written. */
  private makeRoom(justWritten: string): void {
    const files = this.files().sort((a, b) => a.usedAt - b.usedAt);
    let total = files.reduce((sum, { size }) => sum + size, 0);
    for (const { path, size } of files) {
      if (total <= (this.options.capacity ?? CacheStorage.DEFAULT_CAPACITY)) return;
      if (path === justWritten) continue;
      rmSync(path);
      total -= size;
    }
  }

  private notify(key: string | undefined, data: string | undefined): void {
    for (const subscriber of this.subscribers) subscriber(key, data);
  }
}

export const Cache = CacheStorage as unknown as typeof Raycast.Cache;

type Value = Raycast.LocalStorage.Value;

export const LocalStorage = {
  allItems: () => asCommand((command) => command.ask({ type: "all-items" })),
  getItem: (key: string) => asCommand((command) => command.ask({ type: "get-item", key })),
  setItem: (key: string, value: Value) => asCommand((command) => command.ask({ type: "set-item", key, value })),
  removeItem: (key: string) => asCommand((command) => command.ask({ type: "remove-item", key })),
  clear: () => asCommand((command) => command.ask({ type: "clear-items" })),
} as typeof Raycast.LocalStorage;
