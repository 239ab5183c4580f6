/**
 * Turns the files below one folder of a cache into entries: names tell header from body, headers and first bytes tell
 * what it is. Nothing it meets may stop it.
 */
import { lstatSync, type Stats } from "node:fs";
import { changedAt, readDirectory, type DirectoryEntry } from "../../files/walk";
import type { Failure } from "../../files/failure";
import { failureBelow } from "../../files/permissions";
import { nativePath } from "../../files/names";
import { sizeDamage, unreadableDamage } from "./damage";
import { entryChanged, type AtLeastOne, type Entry, type EntryFile, type Identity } from "../entry";
import { bodyPathOf, headerPathOf, layouts, type Layout, type ResponseForm } from "../layouts";
import { folderNumber, isBucketed } from "../rows/bucket";
import { noFolder, type ReadFolder } from "../rows/places";
import { HOUR_MS } from "../selection";
import { Found, foundAs, isAsBefore, placeIn, type KnownFolders } from "./known-folders";
import { doesGo, setListed, type ToldFolders } from "./told-folders";
import { FileBody } from "../entries/file-body";
import { readOrigin } from "../notes/origin";
import type { Body } from "../readers/formats/body";
import { LOOK, spend } from "../readers/formats/effort";
import { readStoredResponse } from "../readers/response/header";
import {
  identifyBody,
  identifyResponse,
  identifyUnread,
  type PageProof,
  noHeaders,
} from "../readers/identify/identify";
import type { PageAddresses } from "../readers/address/page-address";
import { parseWheelFileName, pythonOf } from "../readers/identify/wheel";
import { digitsIn, isEntryName, isTemporaryName, isWheelLeaf, ORIGIN } from "../written";

/** What is read in one go: one folder below a layout's root, or (`""`) the files that lie in the root itself. */
export interface EntrySource {
  layout: Layout;
  root: string;
  directory: string;
  /** Nothing in it is taken for pip's, whatever it looks like. */
  isForeign?: boolean;
}

export interface EntryObserver {
  onUnreadable: (failure: Failure) => void;
  /** One of the folders that are numbered was read. Where nobody wants to know, it is not looked at. */
  onFolder?: (folder: ReadFolder) => void;
  /** A directory was read, or a file looked at; below the layout's root. */
  onSeen?: (path: string, stats: Stats) => void;
  /** The entry and its body, while that is open; `undefined` for what has none. */
  onEntry: (entry: Entry, body: Body | undefined) => void;
  /** One of a folder of which the last reading tells that all in it is meant; it was left closed. */
  onTold?: (entry: Entry) => void;
}

export interface ReaderOptions {
  /** Leave downloads closed, which are then of the kind `other`: for who wants to know only that they are there. */
  unopened?: boolean;
  /** When the reading of all began, ms since 1970. */
  since: number;
  /** The folders of the last reading: what lies in one is read only where that is unknown or gone. */
  known?: KnownFolders;
  /** What of these is as it was then is left closed, or left out. */
  told?: ToldFolders;
}

const versionCheck: Identity = { kind: "other", reason: "version check" };
/** Names in a directory that are looked through one by one: almost all of pip's hold two. */
const FEW = 8;

/** Reads the entries of a folder, directory by directory. */
export class EntryReader {
  readonly #header = new FileBody();
  readonly #body = new FileBody();
  /** Directories that are still to be read, below the layout's root. */
  readonly #pending: string[];
  /** Whether a change in the directory that is being read would change its time. */
  #isSteady = false;
  /** What was found in a folder that is left closed, until it is known that it can be. */
  #told: Entry[] | undefined;
  /** Whether that held for all that were read. */
  isSteady = true;

  /** @param addresses learns from the pages of one folder for the next */
  constructor(
    private readonly source: EntrySource,
    private readonly observer: EntryObserver,
    private readonly addresses: PageAddresses,
    private readonly options: ReaderOptions,
  ) {
    this.#pending = [source.directory];
  }

  /** Reads another directory; false when there is none left. */
  next(): boolean {
    const directory = this.#pending.pop();
    if (directory === undefined) {
      this.close();
      return false;
    }
    const path = joined(this.source.root, directory);
    const { onFolder, onSeen } = this.observer;
    const number = onFolder && this.#numberOf(directory);
    const place = this.#placeOf(directory);
    const folder: ReadFolder = { number: number ?? noFolder, changedAt: NaN, inode: 0 };
    this.#isSteady = false;
    try {
      // Before it is read: what changes while it is read shows the next time.
      const isLookedAt = number !== undefined || onSeen !== undefined || place !== undefined;
      const stats = isLookedAt ? lstatSync(nativePath(path)) : undefined;
      const goes = stats && this.#doesGo(place, stats);
      if (goes === false) return true;
      const entries = readDirectory(path);
      spend(entries.length * LOOK);
      this.#isSteady = stats !== undefined && isOld(changedAt(stats), this.options.since);
      if (goes && place !== undefined && this.#listTold(directory, entries, place)) return true;
      this.#read(directory, entries);
      if (stats && this.#isSteady) [folder.changedAt, folder.inode] = [changedAt(stats), stats.ino];
      if (stats) onSeen?.(directory, stats);
    } catch (error) {
      const failure = failureBelow(this.source.root, path, error);
      if (failure.code === "ENOENT") return true;
      this.observer.onUnreadable(failure);
    } finally {
      this.isSteady &&= this.#isSteady;
    }
    if (number !== undefined) onFolder?.(folder);
    return true;
  }

  #numberOf(directory: string): number | undefined {
    return this.source.isForeign ? undefined : folderNumber(this.source.layout, directory);
  }

  #placeOf(directory: string): number | undefined {
    const number = this.options.told && this.#numberOf(directory);
    return number === undefined ? undefined : this.options.told && placeIn(this.options.told.folders, number);
  }

  /** What is told of a folder that is as it was then. */
  #doesGo(place: number | undefined, stats: Stats): boolean | undefined {
    const { told } = this.options;
    const isSame = told && place !== undefined && isAsBefore(told.folders, place, changedAt(stats), stats.ino);
    return isSame ? doesGo(told, place) : undefined;
  }

  /** Lists a folder without opening anything; false where something in it was changed in place. */
  #listTold(directory: string, entries: DirectoryEntry[], place: number): boolean {
    const { told } = this.options;
    if (told === undefined) return false;
    const listed: Entry[] = (this.#told = []);
    try {
      this.#read(directory, entries);
    } finally {
      this.#told = undefined;
    }
    if (listed.some((entry) => entryChanged(entry) >= told.untilMs)) return false;
    for (const entry of listed) this.observer.onTold?.(entry);
    setListed(told, place);
    return true;
  }

  /** Whether files are only looked at. */
  get #isClosed(): boolean {
    return this.options.unopened === true || this.#told !== undefined;
  }

  /** Must be called where not all is read. */
  close(): void {
    this.#header.close();
    this.#body.close();
  }

  #read(directory: string, entries: DirectoryEntry[]): void {
    const { known } = this.options;
    // Of the root itself only its own files: the folders in it are sources of their own.
    if (directory !== "") {
      for (const { name, type } of entries.toReversed()) {
        if (type !== "directory") continue;
        const inner = `${directory}/${name}`;
        const number = this.#numberOf(inner);
        // What is known and there is kept, or read by itself.
        if (known === undefined || foundAs(known, number) === Found.gone) this.#pending.push(inner);
        if (number === undefined && isBucketed(this.source.layout)) this.#isSteady = false;
      }
    }
    if (this.source.isForeign) {
      for (const { name, type } of entries) if (type !== "directory") this.#emitForeign(directory, name, type);
      return;
    }
    const { layout } = this.source;
    const { entry, placement } = layouts[layout];
    switch (entry.is) {
      case "response":
        if (entry.bodySuffix === undefined) this.#readSingles(directory, entries, entry);
        else this.#readPairs(directory, entries, entry);
        return;
      case "built wheel":
        return this.#readWheels(directory, entries);
      case "note":
        if (placement === "file") this.#emitUnread(directory, [layout], versionCheck);
        else this.#readNotes(directory, entries);
        return;
      default:
        entry satisfies never;
    }
  }

  /** A header, and its body beside it. */
  #readPairs(directory: string, entries: DirectoryEntry[], form: ResponseForm): void {
    const { layout } = this.source;
    const names =
      entries.length > FEW ? new Set(entries.flatMap(({ name, type }) => (type === "file" ? name : []))) : undefined;
    const isThere = (file: string) =>
      names?.has(file) ?? entries.some(({ name, type }) => name === file && type === "file");
    const digits = digitsIn(layout, directory);
    for (const { name, type } of entries) {
      if (type === "directory") continue;
      const headerName = headerPathOf(layout, name);
      if (type !== "file" || !isEntryName(headerName ?? name, digits)) this.#emitNamed(directory, name, type);
      else if (headerName !== undefined) {
        if (!isThere(headerName)) this.#readOrphan(directory, name, headerName);
      } else {
        const bodyName = bodyPathOf(layout, name);
        this.#readHeader(directory, name, bodyName !== undefined && isThere(bodyName) ? bodyName : undefined, form);
      }
    }
  }

  #readHeader(directory: string, name: string, bodyName: string | undefined, form: ResponseForm): void {
    const names = bodyName === undefined ? [name] : [name, bodyName];
    if (this.#isClosed) return this.#emitUnread(directory, names, { kind: "other" });
    // Of the entry before, or what has no body would be named by that.
    this.#body.close();
    const header = this.#open(this.#header, directory, name, names);
    if (header === undefined) return;
    const stored = readStoredResponse(this.#header);
    const body = bodyName === undefined ? undefined : this.#tryOpen(this.#body, directory, bodyName);
    if (body === "unreadable") {
      return this.#emitUnread(directory, names, identifyUnread(stored.ok ? stored.headers : noHeaders));
    }
    const files: AtLeastOne<EntryFile> = body ? [header, body] : [header];
    if (!stored.ok) {
      const identity: Identity = body
        ? identifyBody(this.#body, noHeaders, this.#proof(name))
        : { kind: "other", reason: stored.reason };
      this.#emit(files, identity, body && this.#body, body ? "header" : unreadableDamage(stored.reason, form));
      return;
    }
    const identity = identifyResponse(stored, this.#body, this.#proof(name));
    if (body) this.#emit(files, identity, this.#body, sizeDamage(stored, body.size));
    else this.#emit(files, identity, undefined, "noBody");
    this.#body.close();
  }

  #readOrphan(directory: string, name: string, headerName: string): void {
    if (this.#isClosed) return this.#emitUnread(directory, [name], { kind: "other" });
    const file = this.#open(this.#body, directory, name);
    if (file === undefined) return;
    this.#emit([file], identifyBody(this.#body, noHeaders, this.#proof(headerName)), this.#body, "noHeader");
    this.#body.close();
  }

  /** Header and body in one file. */
  #readSingles(directory: string, entries: DirectoryEntry[], form: ResponseForm): void {
    const digits = digitsIn(this.source.layout, directory);
    for (const { name, type } of entries) {
      if (type === "file" && isEntryName(name, digits)) this.#readSingle(directory, name, form);
      else this.#emitNamed(directory, name, type);
    }
  }

  #readSingle(directory: string, name: string, form: ResponseForm): void {
    if (this.#isClosed) return this.#emitUnread(directory, [name], { kind: "other" });
    const file = this.#open(this.#header, directory, name);
    if (file === undefined) return;
    const stored = readStoredResponse(this.#header);
    if (!stored.ok) {
      const identity: Identity = stored.body
        ? identifyBody(stored.body, noHeaders, this.#proof(name))
        : { kind: "other", reason: stored.reason };
      this.#emit([file], identity, stored.body, unreadableDamage(stored.reason, form));
      return;
    }
    const identity = identifyResponse(stored, stored.body, this.#proof(name));
    this.#emit([file], identity, stored.body, sizeDamage(stored, stored.body.size));
  }

  #proof(key: string): PageProof {
    return (project, link) => this.addresses.isPageOf(key, project, link);
  }

  /** Built wheels, and beside them where they were built from. */
  #readWheels(directory: string, entries: DirectoryEntry[]): void {
    const isLeaf = isWheelLeaf(directory);
    const wheels = entries.filter(({ name, type }) => isLeaf && type === "file" && name.endsWith(".whl"));
    const named = wheels.map(({ name }) => ({ name, parsed: parseWheelFileName(name) }));
    const packages = new Set(named.map(({ parsed }) => parsed?.name));
    const hasOrigin = isLeaf && entries.some(({ name, type }) => name === ORIGIN && type === "file");
    const origin = hasOrigin && packages.size === 1 ? ORIGIN : undefined;
    named.forEach(({ name, parsed }, index) => {
      const identity: Identity = parsed
        ? {
            kind: "built wheel",
            ...parsed,
            fileName: name,
            python: this.#pythonOfBuilt(directory, origin, parsed.tags),
          }
        : { kind: "other", reason: "not named like a wheel" };
      this.#emitUnread(directory, index === 0 && origin ? [name, origin] : [name], identity);
    });
    for (const { name, type } of entries) {
      if (name === origin || named.some((wheel) => wheel.name === name)) continue;
      if (name !== ORIGIN || !hasOrigin) this.#emitNamed(directory, name, type);
      else this.#emitUnread(directory, [name], { kind: "other", reason: "origin alone" });
    }
  }

  /** pip looks for a built wheel only with the Python that built it, even if any could use it. */
  #pythonOfBuilt(directory: string, origin: string | undefined, tags: string[]): string | undefined {
    const python = pythonOf(tags);
    if (python !== "any" || origin === undefined || this.options.unopened) return python;
    return readOrigin(this.source.root, joined(directory, origin))?.builtFor ?? python;
  }

  /** When pip last looked for a newer pip, for each Python. */
  #readNotes(directory: string, entries: DirectoryEntry[]): void {
    const digits = digitsIn(this.source.layout, directory);
    for (const { name, type } of entries) {
      if (type === "file" && isEntryName(name, digits)) this.#emitUnread(directory, [name], versionCheck);
      else this.#emitNamed(directory, name, type);
    }
  }

  /** What is no entry: pip's unfinished files, and what others put there. */
  #emitNamed(directory: string, name: string, type: DirectoryEntry["type"]): void {
    if (type === "directory") return;
    const isOwn = type === "file" && isTemporaryName(this.source.layout, directory, name);
    if (isOwn) this.#emitUnread(directory, [name], { kind: "temporary" });
    else this.#emitForeign(directory, name, type);
  }

  #emitForeign(directory: string, name: string, type: DirectoryEntry["type"]): void {
    const reason = type === "link" ? "link" : "not written by pip";
    this.#emitUnread(directory, [name], { kind: "foreign", reason });
  }

  #emitUnread(directory: string, names: string[], identity: Identity): void {
    const files: EntryFile[] = [];
    for (const name of names) {
      const path = joined(directory, name);
      const stats = lstatSync(nativePath(joined(this.source.root, path)), { throwIfNoEntry: false });
      if (stats) {
        this.observer.onSeen?.(path, stats);
        files.push(entryFile(path, stats));
      }
    }
    const [first, ...rest] = files;
    if (first === undefined) return;
    const empty = identity.kind === "built wheel" && first.size === 0;
    this.#emit([first, ...rest], identity, undefined, empty ? "empty" : undefined);
  }

  /** Opens a file of an entry; what cannot be opened is an entry of its own, with the files that belong to it. */
  #open(body: FileBody, directory: string, name: string, names = [name]): EntryFile | undefined {
    const file = this.#tryOpen(body, directory, name);
    if (file !== "unreadable") return file;
    this.#emitUnread(directory, names, identifyUnread(noHeaders));
    return undefined;
  }

  /** Undefined for what is gone. */
  #tryOpen(body: FileBody, directory: string, name: string): EntryFile | "unreadable" | undefined {
    const path = joined(directory, name);
    try {
      return entryFile(path, body.open(joined(this.source.root, path)));
    } catch (error) {
      const failure = failureBelow(this.source.root, joined(this.source.root, path), error);
      if (failure.code === "ENOENT") return undefined;
      this.observer.onUnreadable(failure);
      this.#isSteady = false;
      return "unreadable";
    }
  }

  #emit(files: AtLeastOne<EntryFile>, identity: Identity, body: Body | undefined, damage: Entry["damage"]): void {
    const entry: Entry = { layout: this.source.layout, files, identity };
    if (damage !== undefined) entry.damage = damage;
    if (this.#told) return void this.#told.push(entry);
    if (!isPlain(entry, this.options.since)) this.#isSteady = false;
    this.observer.onEntry(entry, body);
  }
}

/** Some file systems keep times no more exactly than that, and none exactly by the same clock. ms */
export const TIME_SLACK_MS = 2000;

/** Where times are multiples of that, as on FAT, exFAT or HFS+, two changes may have the same, or a folder's does not move. ms */
const COARSE_MS = 10;

/** Whether a folder that is changed from now on gets another time. */
const isOld = (changed: number, since: number): boolean => changed < since - TIME_SLACK_MS && changed % COARSE_MS !== 0;

/**
 * Whether nothing happens to an entry without its folder's time telling: pip writes by renaming. What a folder does not
 * tell is the end of what is being written, and what names a file has elsewhere. Whose a page is may be proven later.
 */
function isPlain({ identity: { kind, reason }, files }: Entry, since: number): boolean {
  if (kind === "temporary" || kind === "foreign" || reason === "unconfirmed page") return false;
  return files.every(({ links, mtimeMs }) => links === 1 && mtimeMs < since - HOUR_MS);
}

function entryFile(path: string, stats: Stats): EntryFile {
  const { size, mtimeMs, ino: inode, dev: device, nlink: links } = stats;
  return { path, size, mtimeMs, changedMs: changedAt(stats), inode, device, links };
}

function joined(directory: string, name: string): string {
  return directory === "" ? name : name === "" ? directory : `${directory}/${name}`;
}
