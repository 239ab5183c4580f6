import { keywordsOf } from "../../src/interface/shared/keywords";

/** As the platform finds a row: each word that is typed begins a keyword. */
const isFoundBy = (typed: string, texts: string[]) =>
  typed.split(" ").every((word) => keywordsOf(texts).some((keyword) => keyword.startsWith(word)));

describe("keywords", () => {
  it.each([
    ["app", "~/projects/app/.venv/bin/python3.12"],
    ["ve", "~/projects/app/.venv/bin/python3.12"],
    [".venv", "~/projects/app/.venv/bin/python3.12"],
    ["app venv", "~/projects/app/.venv/bin/python3.12"],
    ["~/projects/app", "~/projects/app/.venv/bin/python3.12"],
    ["Support", "~/Library/Application Support/pip"],
    ["site", String.raw`C:\Users\ada\AppData\site-packages`],
    ["arm64", "macosx_14_0_arm64"],
    ["macosx_14", "macosx_14_0_arm64"],
    ["example.org", "https://files.example.org/a/spam-1.0.tar.gz"],
    ["spam", "https://files.example.org/a/spam-1.0.tar.gz"],
    ["cacache", "~/.npm/_cacache"],
    ["2.31", "2.31.0"],
    ["published hash", "its hash is not the published one"],
    ["Zählung", "eine (Zählung)"],
  ])("make that %p is found in %p", (typed, text) => expect(isFoundBy(typed, [text])).toBe(true));

  it("are each there once, without blanks, breaks and what is left out", () => {
    expect(keywordsOf(["pip pip", undefined, "", "~", "pip"])).toEqual(["pip"]);
    expect(keywordsOf(["a\nb\tc"]).sort()).toEqual(["a", "b", "c"]);
  });

  it("are at most forty, with something of every text among them", () => {
    const long = Array.from({ length: 60 }, (_, at) => `folder${at}`).join("/");
    const keywords = keywordsOf([long, "alpha beta", "gamma"]);
    expect(keywords).toHaveLength(40);
    expect(keywords).toEqual(expect.arrayContaining(["folder59", "alpha", "beta", "gamma"]));
  });
});
