/** The list of packages searched as people type it: names with specifiers, patterns, several names, requirements files. */
import SearchPipCache from "../src/search-pip-cache";
import { linkedView } from "../src/interface/packages/views";
import type { Session } from "../preview";
import { accessories, list, openOn, row, sections, titles } from "./commands/open";
import { buildWheel } from "./support/distributions";
import { cacheFile, cachePage } from "./support/package-entries";
import { linkTo } from "./support/pages";
import { temporaryDirectory } from "./support/temporary";
import { filesBelow } from "./support/tree";

const search = { name: "search-pip-cache" };

/** Of each package its versions, and an index page. @returns where, and which files each has: `alpha 1.0`, `alpha page` */
function cacheOf(packages: Record<string, string[]>): { cache: string; files: Map<string, string[]> } {
  const cache = temporaryDirectory();
  const place = { directory: cache, layout: "http-v2" } as const;
  const files = new Map<string, string[]>();
  for (const [name, versions] of Object.entries(packages)) {
    const wheels = versions.map((version) => buildWheel({ name, version }));
    wheels.forEach((wheel, at) => files.set(`${name} ${versions[at]}`, cacheFile(place, wheel).files));
    const links = wheels.map((wheel) => linkTo(wheel, `https://files.example.org/${wheel.fileName}`));
    files.set(`${name} page`, cachePage(place, name, links).files);
  }
  return { cache, files };
}

const packages = {
  torch: ["2.3.0", "2.4.0", "2.4.1", "2.5.0rc1"],
  numpy: ["1.26.4", "2.0.0"],
  pandas: ["2.2.0"],
  "nvidia-cublas-cu12": ["12.1"],
  "nvidia-cudnn-cu12": ["8.9"],
  "scikit-learn": ["0.24", "1.4.2"],
};

async function openTyped(
  text: string,
  preferences = {},
): Promise<Session & { cache: string; files: Map<string, string[]> }> {
  const made = cacheOf(packages);
  const session = await openOn(made.cache, SearchPipCache, { ...search, preferences });
  await session.search(text);
  return Object.assign(session, made);
}

const notesOf = (session: Session): Record<string, string | undefined> => {
  const section = sections(session).find(({ title }) => title?.startsWith("Not Found"));
  return Object.fromEntries(section?.items.map(({ title, subtitle }) => [title, subtitle]) ?? []);
};

const action = (session: Session, beginning: string) =>
  session
    .offeredActions()
    .map(({ props }) => String(props.title))
    .filter((title) => title.startsWith(beginning));

describe("finds", () => {
  it.each<[string, string[]]>([
    ["torch==2.4.0", ["torch"]],
    ["scikit_learn>=1.0", ["scikit-learn"]],
    ["nvidia-*", ["nvidia-cublas-cu12", "nvidia-cudnn-cu12"]],
    ["*-cu12", ["nvidia-cublas-cu12", "nvidia-cudnn-cu12"]],
    ["nvidia-*>=10", ["nvidia-cublas-cu12"]],
    ["numpy pandas", ["numpy", "pandas"]],
    ["numpy pand", ["numpy", "pandas"]],
    ["numpy, torch", ["numpy", "torch"]],
    ["numpy 2.0.0", ["numpy"]],
    ["pip install 'numpy>=2' pandas", ["numpy", "pandas"]],
    ["numpy[extra]==2.0.0 ; python_version >= '3.9' --hash=sha256:00", ["numpy"]],
    ["numpy==2.0.0 \\\n    --hash=sha256:00\n    # via\n    #   pandas\ntorch~=2.4.0\n", ["numpy", "torch"]],
    ["torch-2.4.0-cp312-cp312-manylinux1_x86_64.whl", ["torch"]],
  ])("%j", async (text, found) => {
    expect(
      titles(await openTyped(text))
        .filter((title) => title in packages)
        .sort(),
    ).toEqual(found);
  });
});

describe("a row of which versions were chosen", () => {
  it("shows just these, and its actions remove just these", async () => {
    const session = await openTyped("torch>=2.4");
    const { cache, files } = session;
    expect(row(session, "torch").subtitle).toBe("2 of 4 versions: 2.4.1, 2.4.0");
    await session.run("Show Details");
    expect(accessories(row(session, "torch"))).toContain("2 of 4 versions");
    await session.run("Hide Details");
    expect(action(session, "Remove ")).toEqual([expect.stringMatching(/^Remove 2 Versions of torch \(/)]);
    expect(action(session, "2.")).toEqual([expect.stringMatching(/^2\.4\.1 \(/), expect.stringMatching(/^2\.4\.0 \(/)]);
    await session.press("ctrl+d");
    expect(session.alert?.title).toMatch(/^Remove 2 versions of torch \(/);
    expect(session.alert?.message).toContain("2 other versions stay.");
    await session.answer(false);
    expect(filesBelow(cache)).toHaveLength([...files.values()].flat().length);
    await session.press("ctrl+d");
    await session.answer(true);
    const gone = ["torch 2.4.0", "torch 2.4.1"].flatMap((key) => files.get(key) ?? []);
    expect(filesBelow(cache).sort()).toEqual(
      [...files.values()]
        .flat()
        .filter((path) => !gone.includes(path))
        .sort(),
    );
    expect(session.toast?.title).toMatch(/^Removed 2 versions of torch \(/);
    await session.search("torch");
    expect(row(session, "torch").subtitle).toBe("2.5.0rc1, 2.3.0");
  });

  it("takes three keys to remove one version: type it, shortcut, Enter", async () => {
    const session = await openTyped("scikit-learn==0.24");
    await session.press("ctrl+d");
    await session.answer(true);
    const { cache, files } = session;
    const left = [...files].flatMap(([key, paths]) => (key === "scikit-learn 0.24" ? [] : paths));
    expect(filesBelow(cache).sort()).toEqual(left.sort());
    expect(list(session).emptyView?.description).toBe("scikit-learn==0.24: No such version. Cached: 1.4.2.");
  });

  it("goes without a question where none is wanted, and nothing else of it", async () => {
    const session = await openTyped("torch==2.4.0", { askBeforeRemoving: false });
    expect(action(session, "Remove torch")).toEqual([expect.stringMatching(/^Remove torch 2\.4\.0/)]);
    await session.press("ctrl+d");
    await session.waitFor(({ toast }) => toast?.style === "success");
    expect(session.alerts).toEqual([]);
    const { cache, files } = session;
    const left = [...files].flatMap(([key, paths]) => (key === "torch 2.4.0" ? [] : paths));
    expect(filesBelow(cache).sort()).toEqual(left.sort());
  });

  it("keeps to them in a view of one kind, in the list of its files, and in what it copies", async () => {
    const session = await openTyped("torch<2.4.1 numpy");
    await session.run("Show Files…", "torch");
    expect(titles(session).sort()).toEqual(["wheel of torch 2.3.0, py3", "wheel of torch 2.4.0, py3"]);
    await session.back();
    await session.run("Copy Install Command", "torch");
    expect(session.effects).toContainEqual({ type: "copy", text: "pip install torch==2.4.0" });
    await session.choose("kind:index page");
    expect(titles(session).filter((title) => title in packages)).toEqual(["numpy"]);
    expect(notesOf(session)).toEqual({ "torch<2.4.1": "It is cached, but not what this view shows." });
  });

  it("is selected as it is shown: with another text it is another thing", async () => {
    const session = await openTyped("torch");
    await session.run("Select", "torch");
    await session.search("torch==2.4.* numpy scikit-learn<1");
    expect(sections(session)[0].subtitle).not.toContain("selected");
    await session.run("Select All");
    await session.select("numpy");
    await session.press("ctrl+d");
    expect(session.alert?.title).toMatch(/^Remove 3 packages \(/);
    expect(session.alert?.message).toContain("3 other versions stay.");
    await session.answer(true);
    const { cache, files } = session;
    const gone = /^(torch 2\.4|numpy|scikit-learn 0)/;
    const left = [...files].flatMap(([key, paths]) => (gone.test(key) ? [] : paths));
    expect(filesBelow(cache).sort()).toEqual(left.sort());
    await session.search("");
    expect(sections(session)[0].subtitle).toContain(" · 1 selected, ");
  });
});

describe("what was typed and not found", () => {
  it("is said beside what was found, each with its reason", async () => {
    const session = await openTyped("torch==9 numpy>=x pandas # via scipy");
    expect(titles(session)).toContain("pandas");
    expect(titles(session)).not.toContain("torch");
    expect(notesOf(session)).toEqual({
      "torch==9": "No such version. Cached: 2.5.0rc1, 2.4.1, 2.4.0 and 1 more.",
      "numpy>=x": expect.stringContaining("No version that pip would understand"),
      "# via scipy": "A comment, to the end of the line.",
    });
    await session.search("numpy[extra]==2.0.0 ; python_version >= '3.9' --hash=sha256:00\n-r other.txt\n-e .");
    expect(notesOf(session)).toEqual({
      "numpy[extra]==2.0.0": "Found. Not compared: extras, the marker behind the semicolon, hashes.",
      "-r other.txt": expect.stringContaining("not opened"),
      "-e .": expect.stringContaining("not cached"),
    });
    await session.search("numpy pandas scipy");
    expect(notesOf(session)).toEqual({ scipy: "No package has this in its name." });
  });

  it.each<[string, string]>([
    ["torch==2.4.9", "torch==2.4.9: No such version. Cached: 2.5.0rc1, 2.4.1, 2.4.0 and 1 more."],
    ["torch==", "torch==: No version that pip would understand"],
    ["torch=2.4.0", "torch=2.4.0: No version that pip would understand"],
    ["scipy>=1", "scipy>=1: Nothing is cached of it."],
    [">=1.0", ">=1.0: The name of the package is missing"],
    ["nvidia-*>99", "nvidia-*>99: None of 2 packages of this name has such a version."],
    ["numpy sdist", "Nothing has “numpy” and “sdist” in its name"],
    ["nothing", "Nothing has “nothing” in its name"],
    ["-r requirements.txt", "-r requirements.txt: Other files are not opened"],
  ])("alone, as in %j, is what the empty list says", async (text, says) => {
    const session = await openTyped(text);
    expect(titles(session)).toEqual([]);
    expect(list(session).emptyView).toMatchObject({
      title: "Nothing Found",
      description: expect.stringContaining(says),
    });
  });
});

describe("what is not cached, but something like it", () => {
  it.each<[string, string[], string]>([
    ["nunpy", ["numpy"], "Nothing has this in its name, versions, kinds or Pythons. Did you mean numpy?"],
    ["nupmy", ["numpy"], "Did you mean numpy?"],
    ["Panda's", ["pandas"], "Did you mean pandas?"],
    ["scikt learn", ["scikit-learn"], ""],
    ["sklearn", ["scikit-learn"], "Did you mean scikit-learn?"],
    ["trch==2.4.0", ["torch"], "Nothing is cached of it. Did you mean torch?"],
    ["pytorch nunpy==1", ["numpy", "torch"], ""],
    ["numpy-mkl", ["numpy"], "Did you mean numpy?"],
  ])("is what may have been meant: %s", async (text, near, says) => {
    const session = await openTyped(text);
    expect(titles(session).sort()).toEqual(expect.arrayContaining(near));
    expect(Object.values(notesOf(session)).join()).toContain(says);
  });

  it("stands below a title that says so, and is asked about by its own name, whatever the preference says", async () => {
    const session = await openTyped("nunpy", { askBeforeRemoving: false });
    expect(sections(session)[0]).toMatchObject({ title: "Did You Mean", items: [{ title: "numpy" }] });
    expect(list(session).selectedItemId).toBe(sections(session)[0]?.items[0]?.id);
    await session.press("ctrl+d");
    expect(session.alert?.title).toMatch(/^Remove numpy \(/);
    await session.answer(false);
    expect(filesBelow(session.cache).sort()).toEqual([...session.files.values()].flat().sort());
  });

  it("is nothing where the name was removed just now", async () => {
    const session = await openTyped("numpy");
    await session.press("ctrl+d");
    await session.answer(true);
    expect(titles(session)).toEqual([]);
    expect(list(session).emptyView?.title).toBe("Nothing Found");
    await session.search("nupmy");
    await session.search("nvidia-cublas");
    await session.search("trch");
    expect(sections(session)[0]?.title).toBe("Did You Mean");
  });

  it("is said of a few names beside what was found, which stays alone", async () => {
    const session = await openTyped("torch nunpy pandsa");
    expect(sections(session)[0]?.title).toBe("By Size");
    expect(titles(session)).toContain("torch");
    expect(titles(session)).not.toContain("numpy");
    expect(notesOf(session)).toEqual({
      nunpy: "No package has this in its name. Did you mean numpy?",
      pandsa: "No package has this in its name. Did you mean pandas?",
    });
  });

  it("is nothing in a view that does not show it, nor for what is cached and only hidden", async () => {
    const session = await openTyped("torch==2.4.9");
    await session.search("");
    await session.choose("kind:wheel");
    await session.search("numpy sdist");
    expect(titles(session)).toEqual([]);
    expect(list(session).emptyView?.title).toBe("Nothing Found");
  });
});

describe("what was named beside the command", () => {
  const named = (text: unknown) =>
    openOn(cacheOf(packages).cache, SearchPipCache, { ...search, arguments: { package: text } });

  it.each<[unknown, string[]]>([
    ["torch==2.4.0", ["torch"]],
    [" nvidia-* ", ["nvidia-cublas-cu12", "nvidia-cudnn-cu12"]],
    ["nump\u0000", ["numpy"]],
  ])("is searched for at once: %j", async (text, found) => {
    expect(titles(await named(text)).sort()).toEqual(found);
  });

  it.each([undefined, "", "  ", 7, {}])("shows all where it is none: %j", async (text) => {
    expect(titles(await named(text))).toHaveLength(Object.keys(packages).length);
  });

  it("can be typed over", async () => {
    const session = await named("torch");
    expect(list(session).searchText).toBe("torch");
    await session.search("numpy");
    expect(titles(session)).toEqual(["numpy"]);
  });

  it("says what is not found, however long", async () => {
    const session = await named("x".repeat(10_000));
    expect(list(session).emptyView?.title).toBe("Nothing Found");
  });
});

describe("a link", () => {
  const opened = (context: unknown) =>
    openOn(cacheOf(packages).cache, SearchPipCache, { ...search, launchContext: context });

  it("to a package is copied and made a quicklink of, and says which package", async () => {
    const session = await openTyped("torch");
    await session.run("copy-deep-link", "torch");
    await session.run("create-quicklink", "torch");
    const link = `raycast://extensions/pip-cache/pip-cache/search-pip-cache?arguments=${encodeURIComponent('{"package":"torch"}')}`;
    expect(session.effects).toEqual([
      { type: "copy", text: link },
      { type: "create-quicklink", name: "torch in pip Cache", link },
    ]);
  });

  it("to a filter opens that filter, which is not remembered", async () => {
    const session = await opened({ view: "kind:index page" });
    expect(sections(session)[0]?.title).toBe("Index Pages");
    await session.run("copy-view-link", "torch");
    const context = encodeURIComponent('{"view":"kind:index page"}');
    const link = `raycast://extensions/pip-cache/pip-cache/search-pip-cache?arguments=${encodeURIComponent('{"package":""}')}&context=${context}`;
    expect(session.effects).toEqual([{ type: "copy", text: link }]);
  });

  // They stand in people's notes and quicklinks.
  it.each([
    ...["damaged", "unused", "kept", "nowhere:both", "nowhere:environment", "nowhere:project"],
    ...[
      "kind:wheel",
      "kind:sdist",
      "kind:metadata",
      "kind:index page",
      "kind:built wheel",
      "kind:temporary",
      "kind:other",
    ],
    ...["kind:foreign", "python:cp312", "python:any", "cache:/home/ada/.cache/pip"],
  ])("goes on leading to %s", (view) => expect(linkedView(view)).toBe(view));

  it.each(["kind:nothing", "kind:__proto__", "sort:name", "python:\u202e", "x".repeat(10_000), "", 7, null, {}])(
    "to what is no filter shows everything: %#",
    async (view) => {
      expect(titles(await opened({ view }))).toHaveLength(Object.keys(packages).length);
      expect(list(await opened(undefined)).sections).toHaveLength(1);
    },
  );
});
