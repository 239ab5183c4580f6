import {
  mkdirSync,
  mkdtempSync,
  writeFileSync,
  readdirSync,
  existsSync,
  symlinkSync,
  linkSync,
  lstatSync,
  rmSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { clearDirectory } from "../../src/files/remove";

test("clearing a directory removes what is in it, through threads, and nothing a link points to", async () => {
  const base = mkdtempSync(join(tmpdir(), "remove-"));
  const root = join(base, "cache", "http-v2");
  mkdirSync(join(base, "outside"), { recursive: true });
  writeFileSync(join(base, "outside", "precious"), "x");
  let bytes = 0;
  for (let i = 0; i < 1000; i++) {
    const d = join(root, String(i % 16), String(i % 7), String(i));
    mkdirSync(d, { recursive: true });
    writeFileSync(join(d, "f"), "y".repeat(i));
    bytes += i;
  }
  symlinkSync(join(base, "outside"), join(root, "link"));
  bytes += lstatSync(join(root, "link")).size;
  writeFileSync(join(root, "a"), "12345");
  linkSync(join(root, "a"), join(root, "b"));
  bytes += 5;
  linkSync(join(base, "outside", "precious"), join(root, "c"));
  const r = await clearDirectory(root);
  expect(r).toMatchObject({ files: 1004, bytes, failures: [], missing: 0, changed: 0, stopped: false });
  expect(readdirSync(root)).toEqual([]);
  expect(existsSync(join(base, "outside", "precious"))).toBe(true);
  rmSync(base, { recursive: true });
});
