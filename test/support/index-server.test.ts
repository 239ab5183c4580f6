import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileHeaders, type Headers, pageHeaders } from "./answers";
import { archiveOrigin, builtWheel, wheelKey } from "./built-wheels";
import { entryPath, httpEntry, httpV2Entry, type Written } from "./cache-writer";
import { buildSdist, buildWheel } from "./distributions";
import { type Index, startIndex } from "./index-server";
import { linkTo, pageText } from "./pages";
import { asksForMetadata, describeWithPips, findPips, install, runPip } from "./pip";
import { temporaryDirectory } from "./temporary";
import { filesBelow } from "./tree";
import { itUnless, noPip } from "./unless";

const alpha = buildWheel({ name: "alpha", version: "1.0", requires: ["Beta_Pkg"] });
const beta = buildWheel({ name: "Beta_Pkg", version: "2.1", size: 70_000 });
const source = buildSdist({ name: "sourceonly", version: "0.3" });

itUnless(findPips().length > 0 ? undefined : noPip, "finds the pips of this machine, with their versions", () => {
  for (const { version } of findPips()) expect(version).toMatch(/^\d+\.\d+/);
});

describeWithPips("a real pip and the index", (pip, layout) => {
  let index: Index;

  beforeAll(async () => {
    index = await startIndex([{ files: [alpha] }, { files: [beta] }, { files: [source] }]);
  });
  beforeEach(() => void index.takeRequests());

  it("installs wheels with their dependencies, and an sdist that it builds", async () => {
    const cacheDirectory = temporaryDirectory();
    const { stdout } = await install(pip, ["alpha", "sourceonly"], { cacheDirectory, index });
    expect(stdout).toMatch(/Successfully installed Beta.Pkg-2.1 alpha-1.0 sourceonly-0.3/);
  });

  it("has nothing to download the second time", async () => {
    const cacheDirectory = temporaryDirectory();
    await install(pip, ["alpha", "sourceonly"], { cacheDirectory, index });
    const files = index.takeRequests().filter(({ path }) => path.startsWith("/packages/"));
    expect(files.map(({ status }) => status)).toEqual(files.map(() => 200));
    await install(pip, ["alpha", "sourceonly"], { cacheDirectory, index });
    expect(index.takeRequests().map(({ status }) => status)).toEqual([304, 304, 304]);
  });

  it("leaves entries that are, byte for byte, what the cache writer makes of the same answers", async () => {
    const cacheDirectory = temporaryDirectory();
    await install(pip, ["alpha", "sourceonly"], { cacheDirectory, index });
    const ours = temporaryDirectory();
    const write = layout === "http" ? httpEntry : httpV2Entry;
    const written: Written[] = [];
    for (const file of [alpha, beta, source]) {
      const url = index.fileUrl(file);
      const add = (path: string, headers: Headers, body: Buffer) =>
        written.push(write(ours, { url: path, headers, body }));
      add(url, fileHeaders(file, file.content.length), file.content);
      if (file.kind === "wheel" && asksForMetadata(pip))
        add(`${url}.metadata`, fileHeaders(file, file.metadata.length), file.metadata);
      const request = await fetch(index.pageUrl(file.name), { headers: pageAccept });
      expect(request.headers.get("content-encoding")).toBe("gzip");
      const page = pageText(file.name, [linkTo(file, url)], "json");
      const body = await rawPage(index, file.name);
      expect(page).toBe(await request.text());
      add(index.pageUrl(file.name), pageHeaders(body, { format: "json", encoding: "gzip" }), body);
    }
    const [, python] = pip.pythonVersion.split(".");
    written.push(
      builtWheel(ours, {
        fileName: "sourceonly-0.3-py3-none-any.whl",
        content: Buffer.alloc(0),
        origin: archiveOrigin(index.fileUrl(source), source.sha256),
        key: wheelKey({
          url: index.fileUrl(source),
          sha256: source.sha256,
          interpreter: { name: "cp", version: `3${python}` },
        }),
      }),
    );

    expect(filesBelow(ours)).toEqual(filesBelow(cacheDirectory));
    for (const file of written.flatMap(({ files }) => files)) {
      if (file.endsWith(".whl")) continue;
      expect([file, undated(join(ours, file))]).toEqual([file, undated(join(cacheDirectory, file))]);
    }
  });

  it("asks for the password of an index that wants one, and keeps entries under the address without it", async () => {
    const guarded = await startIndex([{ files: [beta] }], { credentials: { user: "anna", password: "secret" } });
    const cacheDirectory = temporaryDirectory();
    await install(pip, ["beta-pkg"], { cacheDirectory, index: guarded });
    expect(filesBelow(cacheDirectory)).toContain(entryPath(layout, guarded.fileUrl(beta)));
    expect(guarded.requests.map(({ status }) => status)).toContain(200);
  });

  it("serves https, redirects, queries, chunks and private projects", async () => {
    const secure = await startIndex(
      [
        { files: [alpha], redirect: 302 },
        { files: [beta], chunked: true, private: true, metadata: false, formats: ["html"] },
        { files: [source], query: "token=1" },
      ],
      { tls: true },
    );
    const cacheDirectory = temporaryDirectory();
    await install(pip, ["alpha", "sourceonly"], { cacheDirectory, index: secure });
    const seen = secure.requests.map(({ path, status }) => `${path.split("/")[1]} ${status}`);
    expect(seen).toEqual(expect.arrayContaining(["simple 200", "redirect 302", "packages 200"]));
    expect(secure.requests.map(({ path }) => path)).toContainEqual(expect.stringMatching(/sourceonly.*\?token=1$/));
    const entries = filesBelow(cacheDirectory);
    for (const url of [secure.fileUrl(alpha), secure.pageUrl("beta-pkg"), secure.fileUrl(source)]) {
      expect(entries).toContain(entryPath(layout, url));
    }
    const page = readFileSync(join(cacheDirectory, entryPath(layout, secure.pageUrl("beta-pkg"))), "latin1");
    expect(page).toMatch(/transfer-encoding.*chunked/s);
    expect(page).not.toMatch(/content-length|x-pypi/);
  });

  it("lets a test act in the middle of a download", async () => {
    const events: string[] = [];
    const big = buildWheel({ name: "big", version: "1", size: 400_000 });
    index.add({ files: [big], halfWay: async ({ name }) => void events.push(name) });
    const cacheDirectory = temporaryDirectory();
    const run = await runPip(pip, ["download", "big", "--no-deps"], { cacheDirectory, index });
    expect(run).toMatchObject({ code: 0 });
    expect(events).toEqual(["big"]);
  });
});

const pageAccept = { accept: "application/vnd.pypi.simple.v1+json", "accept-encoding": "gzip" };

/** An index page as it came over the wire. */
async function rawPage(index: Index, name: string): Promise<Buffer> {
  const { request } = await import("node:http");
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    request(index.pageUrl(name), { headers: pageAccept }, (response) => {
      response.on("data", (chunk: Buffer) => chunks.push(chunk)).on("end", () => resolve(Buffer.concat(chunks)));
    })
      .on("error", reject)
      .end();
  });
}

/** A file's bytes without the moment at which it was answered. */
function undated(path: string): string {
  return readFileSync(path, "latin1").replace(/date\xbd\w{3}, \d\d \w{3} \d{4} [\d:]{8} GMT/, "date");
}
