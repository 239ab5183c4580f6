import { readOrigin, type Origin } from "../../src/pip-cache/notes/origin";
import { newestFirst } from "../../src/packaging/versions";
import { archiveOrigin, builtWheel, wheelKey } from "../support/built-wheels";
import { buildWheel } from "../support/distributions";
import { findPips, isolatedEnvironment } from "../support/pip";
import { temporaryDirectory } from "../support/temporary";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { itUnless, noPip } from "../support/unless";

describe("versions", () => {
  it("are sorted as pip sorts them, and what is no version comes last", () => {
    const newest = [
      "1!0.1",
      "2024.10",
      "2024.9",
      "10.0",
      "2.0.post1",
      "2.0+cu121",
      "2.0+cpu",
      "2.0",
      "2.0rc2",
      "2.0b10",
      "2.0b9",
      "2.0a1",
      "2.0.dev3",
      "1.10",
      "1.9.1",
      "1.9",
      "unknown",
      "2004d",
    ];
    const shuffled = [...newest].sort();
    expect(newestFirst(shuffled)).toEqual(newest);
    expect(newestFirst([...shuffled].reverse())).toEqual(newest);
  });

  const [pip] = findPips().slice(-1);
  itUnless(pip ? undefined : noPip, "are sorted as a real pip does, some thousand of them", () => {
    const versions = someVersions();
    const script = [
      "import sys, json",
      "from pip._vendor.packaging.version import Version",
      "print(json.dumps(sorted(json.load(sys.stdin), key=Version, reverse=True)))",
    ].join("\n");
    const env = isolatedEnvironment(temporaryDirectory());
    const sorted = execFileSync(pip.python, ["-c", script], { input: JSON.stringify(versions), env }).toString();
    expect(newestFirst(versions)).toEqual(JSON.parse(sorted));
  });
});

/** Each a version of its own, in no order. */
function someVersions(): string[] {
  const versions: string[] = [];
  for (const release of ["0.9", "1.0", "1.0.1", "1.2", "1.10", "2!0.1", "2024.1"]) {
    for (const pre of ["", "a1", "b2", "b10", "rc1"]) {
      for (const post of ["", ".post1", ".post12"]) {
        for (const dev of ["", ".dev2", ".dev10"]) {
          for (const local of ["", "+cpu", "+cu118", "+cu121.1", "+1", "+10"]) {
            versions.push(release + pre + post + dev + local);
          }
        }
      }
    }
  }
  return versions.sort((a, b) => (a.split("").reverse().join("") < b.split("").reverse().join("") ? -1 : 1));
}

describe("where a built wheel comes from", () => {
  const origin = (text: object | string, key?: string): Origin | undefined => {
    const cache = temporaryDirectory();
    const wheel = buildWheel({ name: "spam", version: "1.0" });
    const { files } = builtWheel(cache, { fileName: wheel.fileName, content: wheel.content, origin: text, key });
    return readOrigin(join(cache, "wheels"), files[1].slice("wheels/".length));
  };
  const sha256 = "ab".repeat(32);
  const commit = "0a290b9cb1ef8f1714e6a2f20d1d4856ed2ecb3c";
  const vcs_info = { vcs: "git", commit_id: commit, requested_revision: commit };

  it("is its archive, with the hash, for the Python that the folder's name tells", () => {
    const url = "https://files.example.org/spam-1.0.tar.gz";
    const key = wheelKey({ url, sha256, interpreter: { name: "pp", version: "310" } });
    expect(origin(archiveOrigin(url, sha256), key)).toEqual({
      url,
      hashes: { sha256 },
      commit: undefined,
      builtFor: "pp310",
    });
    expect(origin({ url, archive_info: { hash: `sha256=${sha256}` } }, key)).toMatchObject({
      hashes: { sha256 },
      builtFor: "pp310",
    });
  });

  // The keys are those that pip 24.2 on Python 3.13 gave.
  it.each([
    ["https://example.org/a/b.git", "sub", "2c2f434cd96bc748f573a3a2e92005da49272247a2e2154468acfbad"],
    ["ssh://git@example.org/a/b.git", undefined, "67c78e66b8a75515721ca85fb2a99be635a563e6ff3cb386ed97f5d1"],
  ])("is a commit of %s", (url, subdirectory, key) => {
    expect(origin({ url, ...(subdirectory && { subdirectory }), vcs_info }, key)).toEqual({
      url: url.replace("git@", ""),
      hashes: {},
      isUnhashed: true,
      commit,
      builtFor: "cp313",
    });
  });

  it("never comes with credentials, or with what a query may hold", () => {
    for (const login of ["ada:lovelace@", "token@", "a:b@c@"]) {
      const url = `https://${login}files.example.org/spam-1.0.tar.gz?token=1#sha256=2`;
      expect(origin({ url, archive_info: {} })?.url).toBe("https://files.example.org/spam-1.0.tar.gz");
    }
  });

  it.each(["", "{", "[]", "null", '{"url": 1}', '{"url": "x"} '.padEnd(70_000)])(
    "is unknown where the note is none of pip's (%#)",
    (text) => {
      expect(origin(text)).toBeUndefined();
    },
  );
});
