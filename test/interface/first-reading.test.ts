import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import SearchPipCache from "../../src/search-pip-cache";
import { isolate, open, titles } from "../commands/open";
import { buildWheel } from "../support/distributions";
import { filePath } from "../support/answers";
import { cachePage, type Cache } from "../support/package-entries";
import { linkTo } from "../support/pages";
import { filesBelow } from "../support/tree";
import { temporaryDirectory } from "../support/temporary";

const index = "https://private.example.org/root";

/** A page whose name only its index can prove: the checksum at its end is wrong, and its links name no host. */
function damagedPage(): string {
  const cache: Cache = { directory: temporaryDirectory(), layout: "http-v2", index, files: index };
  const wheels = Array.from({ length: 300 }, (_, at) => buildWheel({ name: "calver", version: `2024.1.${at}` }));
  const links = wheels.map((wheel) => linkTo(wheel, `../..${filePath(wheel)}`));
  cachePage(cache, "calver", links, { encoding: "gzip" });
  const body = join(cache.directory, filesBelow(cache.directory).find((path) => path.endsWith(".body")) ?? "");
  const bytes = readFileSync(body);
  bytes[bytes.length - 8]! ^= 1;
  writeFileSync(body, bytes);
  return cache.directory;
}

async function namesOnFirstReading(defaultIndex?: string): Promise<string[]> {
  const home = isolate({ PIP_CACHE_DIR: damagedPage() });
  const file = (path: string, text: string) => {
    mkdirSync(dirname(join(home, path)), { recursive: true });
    writeFileSync(join(home, path), text);
  };
  file(process.platform === "win32" ? ".venv/Scripts/python.exe" : ".venv/bin/python", "\x7fELF, or not");
  file(".venv/pyvenv.cfg", `home = ${home}\n`);
  if (defaultIndex !== undefined) {
    const code = `PyPI = PackageIndex("${defaultIndex}", file_storage_domain="files.example.org")\n`;
    file(".venv/lib/python3.12/site-packages/pip/_internal/models/index.py", code);
  }
  const session = await open(SearchPipCache, { name: "search-pip-cache" });
  return titles(session);
}

it("proves a page's name by the index that stands in a pip's code, which was never asked", async () => {
  const names = await namesOnFirstReading(`${index}/`);
  expect(names).toContain("calver");
});

it.each([undefined, "https://other.example.org/"])("believes no page where a pip's code has %s", async (other) => {
  expect(await namesOnFirstReading(other)).not.toContain("calver");
});
