import { listFiles } from "../../src/pip-cache/details/list-files";
import { scan } from "../../src/pip-cache/scan/scan";
import { entryTitle } from "../../src/pip-cache/details/title";
import { cachesAt } from "../support/caches";
import { extractRealCache } from "../support/real-caches";
import { itUnless } from "../support/unless";
import { listEach, rowOf } from "../support/rows";

describe.each(["http-v2-pip24.3.1", "http-pip23.2.1"] as const)("the files of %s", (name) => {
  it("all have the names, hosts and hashes that their index published, but for the one that a redirect led to", async () => {
    const caches = cachesAt(await extractRealCache(name));
    const { rows } = await scan(caches[0]);
    const files = await listEach(caches, rows);
    const downloads = files.filter(({ layout, identity }) => layout !== "wheels" && identity.kind !== "index page");
    const unnamed = downloads.filter(({ host }) => host === undefined);
    expect(unnamed.map(({ identity }) => identity.name)).toEqual(["redir"]);
    expect(unnamed.map(({ identity }) => entryTitle(identity))).toEqual(["wheel of redir 1.0, py3"]);
    expect(new Set(downloads.map(({ identity }) => identity.fileName))).toEqual(
      new Set([
        "alpha-1.0-py3-none-any.whl",
        "alpha-1.1-py3-none-any.whl",
        "Beta_Pkg-2.0-py3-none-any.whl",
        "bigone-3.0-py3-none-any.whl",
        "bz2sdist-0.5.tar.bz2",
        "localver-1.0+cpu-py3-none-any.whl",
        "metaonly-5.0-py3-none-any.whl",
        "metaonly-5.0-py3-none-any.whl.metadata",
        "Private_Name-9.9-py3-none-any.whl",
        "queryname-0.9-py3-none-any.whl",
        undefined,
        "sdistonly-0.3.tar.gz",
        "zipsdist-0.4.zip",
      ]),
    );
    for (const { identity, host, sha256 } of downloads.filter((file) => !unnamed.includes(file))) {
      expect(host).toBe("127.0.0.1:18765");
      if (identity.kind !== "metadata") expect(sha256).toMatch(/^[0-9a-f]{64}$/);
    }
  });

  // pip 22.2 and newer note it.
  const noOrigins = /pip(6|9|1\d|2[01])\./.test(name) ? "this pip notes no origins" : undefined;
  itUnless(noOrigins, "say where a built wheel was built from, and for which Python", async () => {
    const caches = cachesAt(await extractRealCache(name));
    const built = (await listFiles(caches, rowOf("sdistonly"))).filter(({ layout }) => layout === "wheels");
    expect(built).toHaveLength(1);
    expect(built[0].origin).toMatchObject({
      url: expect.stringContaining("sdistonly-0.3.tar.gz"),
      hashes: { sha256: "bce6a6d2d9dc3c28aa4376222c97e20465d0d9e7f765d76f64786c8b77a3c8e0" },
      builtFor: expect.stringMatching(/^cp3\d+$/),
    });
  });
});
