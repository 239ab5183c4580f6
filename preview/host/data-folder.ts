/**
 * What a command leaves on the disk between runs: preferences, local storage, cached data.
 * Everything lies in one folder that belongs to the preview, so nothing of Raycast is read or changed. It says what a
 * person works with, and holds the secret that lets into the page: nobody else may read it.
 */
import { randomBytes } from "node:crypto";
import {
  accessSync,
  chmodSync,
  constants,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";

const ownName = /^(secret|support|trash|com\.raycast\.api\.cache|[a-z-]+\.json|.+\.new)$/;

export class DataFolder {
  constructor(readonly path: string) {}

  /**
   * Makes the folder where there is none, and makes it private. Throws with a sentence for a person where nothing can be
   * kept in it, or where that would take it from others who use it for other things.
   */
  claim(): void {
    try {
      mkdirSync(this.path, { recursive: true, mode: 0o700 });
      accessSync(this.path, constants.W_OK);
    } catch {
      throw new Error(`Nothing can be kept in ${this.path}. Choose another folder with --data.`);
    }
    if (process.platform === "win32") return;
    const others = () => statSync(this.path).mode & 0o077;
    const { uid } = statSync(this.path);
    if (uid === process.geteuid?.() && others() !== 0 && readdirSync(this.path).every((name) => ownName.test(name))) {
      chmodSync(this.path, 0o700);
    }
    if (uid !== process.geteuid?.() || others() !== 0) {
      throw new Error(
        `Others can open ${this.path}. Choose a folder of your own with --data, or none that is there yet.`,
      );
    }
  }

  /** The absolute path of something in this folder. Its parent exists afterwards. */
  file(...names: string[]): string {
    const path = join(this.path, ...names);
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    return path;
  }

  /** The absolute path of a folder in this folder, made if it was not there. */
  folder(...names: string[]): string {
    const path = join(this.path, ...names);
    mkdirSync(path, { recursive: true, mode: 0o700 });
    return path;
  }

  /** 64 hexadecimal digits, the same for as long as the folder stays; new ones where others could read them. */
  secret(): string {
    const path = this.file("secret");
    try {
      const isPrivate = process.platform === "win32" || (lstatSync(path).mode & 0o177_077) === constants.S_IFREG;
      const known = isPrivate ? readFileSync(path, "utf8").trim() : "";
      if (/^[0-9a-f]{64}$/.test(known)) return known;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
    const secret = randomBytes(32).toString("hex");
    replacePrivately(path, `${secret}\n`);
    return secret;
  }

  /** A JSON object kept in this folder; empty when there is none yet. Throws a SyntaxError when it is damaged. */
  readJson(name: string): Record<string, unknown> {
    let text;
    try {
      text = readFileSync(join(this.path, name), "utf8");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return {};
      throw error;
    }
    return JSON.parse(text) as Record<string, unknown>;
  }

  /** Replaces a JSON object in this folder as a whole, so that a crash leaves the old or the new one. */
  writeJson(name: string, value: Record<string, unknown>): void {
    replacePrivately(this.file(name), `${JSON.stringify(value, null, 2)}\n`);
  }

  /** Deletes the folder with all that is in it. */
  delete(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

/**
 * Puts a file in the place of another one in one step, readable by its owner only. Two previews on one folder do not
 * write into each other's: the names of what is not finished differ.
 */
export function replacePrivately(path: string, content: string): void {
  const unfinished = `${path}.${randomBytes(6).toString("hex")}.new`;
  try {
    writeFileSync(unfinished, content, { flag: "wx", mode: 0o600 });
    renameSync(unfinished, path);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
}
