import { filterSections } from "../host/filter";

const item = (title: string, ...keywords: string[]) => ({ title, keywords });

function found(query: string, ...items: ReturnType<typeof item>[]): string[] {
  return filterSections([{ items }], query).flatMap((section) => section.items.map(({ title }) => title));
}

describe("the built-in filtering", () => {
  const packages = [item("requests", "2.32.3"), item("Django"), item("scikit-learn", "scikit_learn"), item("numpy")];

  it("shows everything while nothing is typed", () => {
    expect(found(" ", ...packages)).toEqual(["requests", "Django", "scikit-learn", "numpy"]);
  });

  it.each([
    ["NUM", ["numpy"]],
    ["learn", ["scikit-learn"]],
    ["scikit_learn", ["scikit-learn"]],
    ["2.32", ["requests"]],
    ["sklrn", ["scikit-learn"]],
    ["umpy", ["numpy"]],
    ["upy", []],
    ["zzz", []],
  ])("finds by title and keywords, in any case, and by the letters of a word: %s", (query, titles) => {
    expect(found(query, ...packages)).toEqual(titles);
  });

  const project = item("cx-api: python", "src/cx api", "Jupyter", "3.12", "arm64");

  it.each(["jup", "JUPYTER", "src/cx", "src/cx a", "jup arm", "arm 3.1", "cx-api: py", "python"])(
    "compares the beginning of each keyword with each word, or with all of them: %s",
    (query) => expect(found(query, project)).toEqual(["cx-api: python"]),
  );

  it.each(["pyter", "jptr", "64", "cx api", "api cx", "jup python", "jup x"])(
    "finds neither a keyword's middle, nor several words where more than a space is between them: %s",
    (query) => expect(found(query, project)).toEqual([]),
  );

  it("puts the best match first and leaves equals in their order", () => {
    const items = [item("flask-login"), item("loguru"), item("log"), item("catalog"), item("logging")];
    expect(found("log", ...items)).toEqual(["log", "loguru", "logging", "flask-login", "catalog"]);
  });

  it("ignores accents", () => {
    expect(found("cafe", item("Café"))).toEqual(["Café"]);
  });

  it("orders sections by their best match, unless their order is to be kept", () => {
    const sections = [
      { name: "first", items: [item("catalog")] },
      { name: "second", items: [item("log")] },
      { name: "third", items: [item("numpy")] },
    ];
    expect(filterSections(sections, "log").map(({ name }) => name)).toEqual(["second", "first"]);
    const kept = filterSections(sections, "log", { keepSectionOrder: true });
    expect(kept.map(({ name }) => name)).toEqual(["first", "second"]);
  });
});
