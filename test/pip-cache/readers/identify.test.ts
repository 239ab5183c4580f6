import { gzipSync } from "node:zlib";
import type { Identity } from "../../../src/pip-cache/entry";
import { identifyBody, readDisplayName } from "../../../src/pip-cache/readers/identify/identify";
import { buildSdist, buildWheel } from "../../support/distributions";
import { extractRealCache, type RealCacheName } from "../../support/real-caches";
import { responsesIn, ReusingBody } from "./helpers";

function identify(body: Uint8Array, headers: Record<string, string> = {}): Identity {
  return identifyBody(new ReusingBody(body), new Map(Object.entries(headers)));
}

/** What the lab's index holds, and so what each entry of its caches is, by kind and name. */
const lab: Record<string, Partial<Identity>> = {
  "wheel alpha 1.0": { python: "any" },
  "wheel alpha 1.1": { python: "any" },
  "wheel Beta_Pkg 2.0": { python: "any" },
  "wheel bigone 3.0": { python: "any" },
  "wheel localver 1.0+cpu": { python: "any" },
  "wheel metaonly 5.0": { python: "any" },
  "wheel Private.Name 9.9": { python: "any" },
  "wheel queryname 0.9": { python: "any" },
  "wheel redir 1.0": { python: "any" },
  "wheel oldie 1.0": { python: "any" },
  "metadata metaonly 5.0": {},
  "sdist bz2sdist 0.5": {},
  "sdist sdistonly 0.3": {},
  "sdist zipsdist 0.4": {},
  "sdist legacysdist 0.6": {},
};
const pages =
  "alpha beta-pkg bigone bz2sdist localver metaonly private-name queryname redir sdistonly zipsdist oldie legacysdist";

describe("an entry of a real cache", () => {
  it.each<[RealCacheName, number]>([
    ["http-pip20.3.4-python2", 4],
    ["http-pip23.2.1", 41],
    ["http-v2-pip24.3.1", 41],
  ])("is named exactly: %s", async (name, count) => {
    const responses = responsesIn(await extractRealCache(name));
    expect(responses.length).toBe(count);
    let bytesRead = 0;
    for (const { headers, body } of responses) {
      const file = new ReusingBody(body);
      const identity = identifyBody(file, headers);
      bytesRead += file.bytesRead;
      if (identity.kind === "index page") expect(pages.split(" ")).toContain(identity.name);
      else expect(lab[`${identity.kind} ${identity.name} ${identity.version}`]).toBeDefined();
      expect(identity).toMatchObject(lab[`${identity.kind} ${identity.name} ${identity.version}`] ?? {});
    }
    expect(bytesRead / responses.length).toBeLessThan(2000);
  });

  it("gets the same name from its bytes alone as with all its headers", async () => {
    for (const { headers, body } of responsesIn(await extractRealCache("http-v2-pip24.3.1"))) {
      const withHeaders = identifyBody(new ReusingBody(body), headers);
      const alone = identify(body);
      expect(alone.kind).toBe(withHeaders.kind);
      expect(alone.version).toBe(withHeaders.version);
      expect(alone.name?.replace(/[-_.]/g, "-").toLowerCase()).toBe(
        withHeaders.name?.replace(/[-_.]/g, "-").toLowerCase(),
      );
    }
  });
});

describe("the headers of the index", () => {
  const named = {
    "content-type": "application/octet-stream",
    "x-pypi-file-project": "spam",
    "x-pypi-file-version": "1.2",
    "x-pypi-file-package-type": "bdist_wheel",
    "x-pypi-file-python-version": "py3",
  };
  const wheel = buildWheel({ name: "spam", version: "1.2" });

  it("name a wheel, and tell its metadata from it by the first bytes", () => {
    expect(identify(wheel.content, named)).toEqual({ kind: "wheel", name: "spam", version: "1.2", python: "any" });
    expect(identify(wheel.metadata, named)).toEqual({ kind: "metadata", name: "spam", version: "1.2" });
  });

  it("name what is left of a damaged body", () => {
    expect(identify(Buffer.alloc(0), named)).toMatchObject({ kind: "wheel", name: "spam", version: "1.2" });
    expect(identify(Buffer.alloc(100), named)).toMatchObject({ kind: "wheel", name: "spam", version: "1.2" });
    expect(identify(wheel.content.subarray(0, 300), { ...named, "x-pypi-file-python-version": "cp312" })).toEqual({
      kind: "wheel",
      name: "spam",
      version: "1.2",
      python: "cp312",
    });
  });

  it("do not say that a wheel is for the stable ABI: its own tags do", () => {
    const abi3 = buildWheel({ name: "spam", version: "1.2", python: "cp39", abi: "abi3", platform: "win_amd64" });
    const own = buildWheel({ name: "spam", version: "1.2", python: "cp39", abi: "cp39", platform: "win_amd64" });
    const headers = { ...named, "x-pypi-file-python-version": "cp39" };
    expect(identify(abi3.content, headers)).toMatchObject({ python: "any", tags: ["cp39-abi3-win_amd64"] });
    expect(identify(own.content, headers)).toMatchObject({ python: "cp39", tags: ["cp39-cp39-win_amd64"] });
  });

  it("are not believed when they cannot be a name", () => {
    const odd = { ...named, "x-pypi-file-project": "spam\u0000", "x-pypi-file-version": "1.2" };
    expect(identify(wheel.content, odd)).toMatchObject({ kind: "wheel", name: "spam", version: "1.2" });
  });

  it("of other kinds of files keep them with the project, as other", () => {
    const egg = { ...named, "x-pypi-file-package-type": "bdist_egg" };
    expect(identify(wheel.content, egg)).toMatchObject({
      kind: "other",
      name: "spam",
      reason: "package type",
      type: "bdist_egg",
    });
  });
});

describe("what has no name", () => {
  it("says why", () => {
    expect(identify(Buffer.alloc(0))).toEqual({ kind: "other", reason: "empty" });
    expect(identify(Buffer.from([0, 1, 2, 3]))).toEqual({ kind: "other", reason: "unknown format" });
    expect(identify(Buffer.from("\x89PNG\r\n\x1a\n\0", "latin1"), { "content-type": "image/png; q=1" })).toEqual({
      kind: "other",
      reason: "content type",
      type: "image/png",
    });
    expect(identify(Buffer.from("Not Found"))).toMatchObject({ kind: "other", reason: "nameless text" });
    expect(identify(gzipSync("Not Found"))).toMatchObject({ kind: "other" });
    expect(identify(Buffer.from("PK\x03\x04 cut"))).toMatchObject({
      kind: "other",
      reason: "zip",
    });
    expect(identify(Buffer.from("Metadata-Version: 2.1\nVersion: 1\n\n"))).toEqual({
      kind: "other",
      reason: "nameless metadata",
    });
  });
});

describe("the spelling of a name", () => {
  it("is that of the file's metadata, whatever the headers say", () => {
    const wheel = buildWheel({ name: "Zope.Interface", version: "1.0" });
    expect(readDisplayName(new ReusingBody(wheel.content))).toBe("Zope.Interface");
    expect(readDisplayName(new ReusingBody(wheel.metadata))).toBe("Zope.Interface");
    for (const format of ["tar.gz", "zip"] as const) {
      const sdist = buildSdist({ name: "Zope.Interface", version: "1.0", format });
      expect(readDisplayName(new ReusingBody(sdist.content))).toBe("Zope.Interface");
    }
    expect(readDisplayName(new ReusingBody(Buffer.from("<html>")))).toBeUndefined();
  });
});
