/**
 * What a command leaves on the disk between runs: preferences, local storage, cached data, remembered answers.
 * Everything lies in one folder that belongs to the preview, so nothing of Raycast is read or changed.
 */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

export class DataFolder {
  constructor(readonly path: string) {}

  /** The absolute path of something in this folder. Its parent exists afterwards. */
  file(...names: string[]): string {
    const path = join(this.path, ...names);
    mkdirSync(dirname(path), { recursive: true });
    return path;
  }

  /** The absolute path of a folder in this folder, made if it was not there. */
  folder(...names: string[]): string {
    const path = join(this.path, ...names);
    mkdirSync(path, { recursive: true });
    return path;
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
    const path = this.file(name);
    writeFileSync(`${path}.new`, `${JSON.stringify(value, null, 2)}\n`);
    renameSync(`${path}.new`, path);
  }

  /** Deletes the folder with all that is in it. */
  delete(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
