import { canBeOf, fileNameOf, projectOf } from "../../../src/pip-cache/readers/identify/file-name";
import { unescapeHtml } from "../../../src/pip-cache/readers/formats/html";
import { readMetadata } from "../../../src/pip-cache/readers/identify/metadata";
import { normalizeName } from "../../../src/packaging/normalize";
import { isPlausibleVersion, isProjectName, isVersion, splitAs } from "../../../src/pip-cache/readers/identify/project";
import { processorTime } from "./helpers";

describe("a project's name", () => {
  it("is compared in its normalised form", () => {
    for (const name of ["Zope.Interface", "zope_interface", "zope-interface", "ZOPE-.-interface"]) {
      expect(normalizeName(name)).toBe("zope-interface");
    }
    expect(normalizeName("a--b")).toBe("a-b");
    expect(normalizeName("numpy")).toBe("numpy");
  });

  it("is letters, digits, and separators inside", () => {
    for (const name of ["a", "A9", "zope.interface", "a_-.b"]) expect(isProjectName(name)).toBe(true);
    for (const name of ["", "-a", "a-", "a b", "a/b", "é", "a\n", "a\0", "x".repeat(1000)]) {
      expect(isProjectName(name)).toBe(false);
    }
  });
});

describe("a version", () => {
  it.each([
    "1",
    "1.0",
    "2004d",
    "1.0.post1",
    "1!2.0",
    "1.0+cpu.1",
    "1.0rc1",
    "v1.0",
    "1.0.dev0",
    "1.0-1",
    "0.1a2.post3.dev4+x",
  ])("can be %s", (version) =>
    expect([isPlausibleVersion(version), isVersion(version)]).toEqual([true, version !== "2004d"]),
  );

  it.each(["", "a", "1.0 ", "1/2", "1.0\n", "../1", ".1", "-1", "1..", `1.${"0.".repeat(1000)}`])(
    "cannot be %j",
    (version) => expect([isPlausibleVersion(version), isVersion(version)]).toEqual([false, false]),
  );

  it("is told from nonsense in no time", () => {
    const nonsense = [
      "1".repeat(128),
      "1.".repeat(63),
      "1-".repeat(63),
      "1a".repeat(63),
      `1+${"a.".repeat(62)}`,
      "1.0dev".repeat(20),
    ];
    const time = processorTime(() =>
      nonsense.forEach((text) => Array.from({ length: 1000 }, () => isVersion(`${text}!`))),
    );
    expect(time).toBeLessThan(2000);
  });
});

describe("the name of a file", () => {
  it.each([
    ["spam-1.0-py3-none-any.whl", "spam"],
    ["Spam_Eggs-1.0-py3-none-any.whl", "spam-eggs"],
    ["spam.eggs-1.0.tar.gz", "spam-eggs"],
    ["python-dateutil-2.8.0.zip", "python-dateutil"],
    ["Spam-0.9-py2.5-win32.egg", "spam"],
    ["spam-1.0-beta.tar.bz2", "spam"],
    ["spam-1-2.tar.gz", undefined],
    ["spam-latest.tar.gz", undefined],
    ["spam.exe", undefined],
    ["-1.0-py3-none-any.whl", undefined],
  ])("%s is of %s", (fileName, project) => {
    expect(projectOf(fileName)).toBe(project);
    if (project) expect(canBeOf(fileName, project)).toBe(true);
    expect(canBeOf(fileName, "ham")).toBe(false);
  });

  it("is the last part of an address, unquoted", () => {
    expect(fileNameOf("https://h.example/a/torch-2.0%2Bcpu-cp311-cp311-linux_x86_64.whl?x=/y.whl#sha256=1")).toBe(
      "torch-2.0+cpu-cp311-cp311-linux_x86_64.whl",
    );
    expect(fileNameOf("../../a-1.tar.gz")).toBe("a-1.tar.gz");
    expect(fileNameOf("https://h.example/help")).toBeUndefined();
    expect(fileNameOf("a-%ff.whl")).toBeUndefined();
  });

  it("is split only where it says a known release", () => {
    expect(splitAs("spam-2-1.0", { name: "Spam.2", version: "1.0" })).toEqual({ name: "spam-2", version: "1.0" });
    expect(splitAs("spam-1.0_rc1", { name: "spam", version: "1.0-rc1" })).toBeDefined();
    expect(splitAs("spam-1.0", { name: "ham", version: "1.0" })).toBeUndefined();
  });
});

describe("metadata", () => {
  const read = (text: string) => readMetadata(Buffer.from(text, "latin1"));
  const release = { name: "Spam", version: "1.0" };

  it("gives name and version, in any order and with any line ends", () => {
    expect(read("Metadata-Version: 2.1\nName: Spam\nVersion: 1.0\n")).toEqual(release);
    expect(read("Metadata-Version: 2.1\r\nName: Spam\r\nVersion: 1.0\r\n\r\n")).toEqual(release);
    expect(read("version:1.0\nNAME:  Spam \nSummary: x\n  Name: ham\nmetadata-version: 1.0\n")).toEqual(release);
    expect(read("\xef\xbb\xbfMetadata-Version: 2.1\nName: Spam\nVersion: 1.0\nName: Ham\n")).toEqual(release);
  });

  it.each([
    ["nothing", ""],
    ["no version of the format", "Name: Spam\nVersion: 1.0\n\n"],
    ["a description first", "Metadata-Version: 2.1\n\nName: Spam\nVersion: 1.0\n"],
    ["a last line that may be cut", "Metadata-Version: 2.1\nName: Spam\nVersion: 1.0"],
    ["a name that is none", "Metadata-Version: 2.1\nName: Sp am\nVersion: 1.0\n"],
    ["a NUL in the version", "Metadata-Version: 2.1\nName: Spam\nVersion: 1\x00.0\n"],
    ["a name on the next line", "Metadata-Version: 2.1\nName:\n Spam\nVersion: 1.0\n"],
  ])("with %s says nothing", (_, text) => expect(read(text)).toBeUndefined());

  it("of megabytes without a name costs nothing", () => {
    expect(processorTime(() => read("Metadata-Version: 2.1\n" + "N: x\n".repeat(5_000_000)))).toBeLessThan(1000);
  });
});

it("decodes the character references of addresses as Python does", () => {
  expect(unescapeHtml("a&amp;b&lt&gt;&quot;&#38;&#x26;&#38&apos;")).toBe("a&b<>\"&&&'");
  expect(unescapeHtml("&unknown; &#0; &#xd800; &#9999999; & &#;")).toBe("&unknown; &#0; &#xd800; &#9999999; & &#;");
});
