import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { isTitleCase, manifestFaults, readStoreManifest, type StoreManifest } from "../scripts/store-checks";

const root = join(__dirname, "..");
const manifest = readStoreManifest(root);

const modulesIn = (...folders: string[]) => {
  const folder = join(root, ...folders);
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return names
    .filter((name) => /\.tsx?$/.test(name) && !name.endsWith(".d.ts"))
    .map((name) => name.replace(/\.tsx?$/, ""));
};

describe("the manifest", () => {
  it("says what the extension is", () => {
    expect(manifest).toMatchObject({
      name: "pip-cache",
      title: "pip Cache",
      icon: "icon.png",
      license: "MIT",
      platforms: ["macOS", "Windows"],
      categories: ["Developer Tools"],
    });
  });

  it("has a file for every command and tool, and no file that is neither", () => {
    const { commands, tools = [] } = manifest;
    expect(modulesIn("src").sort()).toEqual(commands.map(({ name }) => name).sort());
    expect(modulesIn("src", "tools").sort()).toEqual(tools.map(({ name }) => name).sort());
  });

  it("has nothing that the store would send back", () => {
    expect(manifestFaults(manifest)).toEqual([]);
  });

  it("builds on the current line of the platform's packages", () => {
    expect(manifest.dependencies["@raycast/api"]).toMatch(/^\^1\./);
    expect(manifest.dependencies["@raycast/utils"]).toMatch(/^\^2\./);
  });
});

describe("what the store would send back", () => {
  const text = { name: "budget", type: "text", placeholder: "2 GB" };
  const command = {
    name: "eat-fruit",
    title: "Eat Fruit",
    description: "Eats one fruit after the other",
    mode: "view",
  };
  const checkbox = {
    name: "asks",
    type: "checkbox",
    label: "Ask First",
    description: "Asks before it eats",
    required: false,
  };
  const choice = { name: "kind", type: "dropdown", title: "Kind", description: "Which kind is eaten", required: false };
  const good: StoreManifest = {
    name: "fruit",
    title: "Fruit",
    description: "Everything about fruit, and how to eat it",
    icon: "icon.png",
    author: "ada",
    license: "MIT",
    platforms: ["macOS"],
    categories: ["Fun"],
    commands: [command],
    tools: [{ name: "eat-fruit", title: "Eat Fruit", description: "Eats the fruit that it is told to" }],
    preferences: [checkbox, { ...choice, data: [{ title: "Soft", value: "soft" }], default: "soft" }],
    dependencies: {},
  };
  const withCommand = (given: object) => ({ commands: [{ ...command, ...given }] });
  const withArguments = (...given: object[]) => withCommand({ arguments: given });
  const withPreference = (given: object) => ({ preferences: [given] });

  it("is nothing in a manifest that is as it has to be", () => {
    expect(manifestFaults(good)).toEqual([]);
    const scheduled = { mode: "no-view", interval: "12h", subtitle: "Basket" };
    const optional = { ...text, name: "days", required: false };
    const fields = { arguments: [{ ...text, required: true }, optional] };
    expect(manifestFaults({ ...good, ...(withCommand({ ...scheduled, ...fields }) as object) })).toEqual([]);
  });

  it.each<[string, object]>([
    ['name: "Fruit Salad" does not suit an address', { name: "Fruit Salad" }],
    ['title: "fruit salad" is not in Title Case', { title: "fruit salad" }],
    ["title: it has no title", { title: undefined }],
    ["description: its description says next to nothing", { description: "Fruit" }],
    ["description: its description ends in a period", { description: "Everything about fruit, and more." }],
    ['author: "Ada Lovelace" is no handle', { author: "Ada Lovelace" }],
    ["license: it has to be MIT", { license: "ISC" }],
    ['icon: "icon.jpg" is no PNG in assets', { icon: "icon.jpg" }],
    ["platforms: none is named", { platforms: undefined }],
    ['platforms: "Linux" is none', { platforms: ["Linux"] }],
    ["categories: none is named", { categories: [] }],
    ['categories: "developer tools" is none of the store\'s', { categories: ["developer tools"] }],
    ['command eat-fruit: "eat Fruit" is not in Title Case', withCommand({ title: "eat Fruit" })],
    ["command eat-fruit: its title has an article", withCommand({ title: "Eat a Fruit" })],
    ["command eat-fruit: its title is that of the extension", withCommand({ title: "Fruit" })],
    ["command eat-fruit: its subtitle adds nothing", withCommand({ subtitle: "Eat Fruit" })],
    ["command eat-fruit: its subtitle is a description", withCommand({ subtitle: "Eats all of your fruit" })],
    ["command eat-fruit: its description begins small", withCommand({ description: "eats one after the other" })],
    ['command eat-fruit: "window" is no mode', withCommand({ mode: "window" })],
    ["command eat-fruit: a view has no interval", withCommand({ interval: "1h" })],
    ['command eat-fruit: its interval "5s" is none, or too short', withCommand({ mode: "no-view", interval: "5s" })],
    [
      'command eat-fruit: its interval "daily" is none, or too short',
      withCommand({ mode: "no-view", interval: "daily" }),
    ],
    [
      "command eat-fruit: it has more than three arguments",
      withArguments(...["a", "b", "c", "d"].map((name) => ({ ...text, name }))),
    ],
    [
      "command eat-fruit: a required argument stands behind one that is not",
      withArguments(text, { ...text, name: "days", required: true }),
    ],
    ['argument eat-fruit.budget: "number" is no type', withArguments({ ...text, type: "number" })],
    ["argument eat-fruit.budget: it has no placeholder", withArguments({ ...text, placeholder: undefined })],
    ["argument eat-fruit.budget: it offers nothing", withArguments({ ...text, type: "dropdown" })],
    [
      'argument eat-fruit.budget, choice: "soft" is not in Title Case',
      withArguments({ ...text, type: "dropdown", data: [{ title: "soft", value: "soft" }] }),
    ],
    ['arguments of eat-fruit: "budget" twice', withArguments(text, text)],
    ['preference asks: "switch" is no type', withPreference({ ...checkbox, title: "Asks", type: "switch" })],
    ['preference asks, label: "ask first" is not in Title Case', withPreference({ ...checkbox, label: "ask first" })],
    ["preference asks: it does not say whether it is required", withPreference({ ...checkbox, required: undefined })],
    ["preference asks: its description says next to nothing", withPreference({ ...checkbox, description: "Asks" })],
    [
      "preference kind: it has no title",
      withPreference({ ...choice, title: "", data: [{ title: "Soft", value: "s" }] }),
    ],
    [
      "preference kind: its default is not on offer",
      withPreference({ ...choice, data: [{ title: "Soft", value: "soft" }], default: "hard" }),
    ],
    ['commands: "eat-fruit" twice', { commands: [command, command] }],
    ["tool eatFruit: its name is none", { tools: [{ ...good.tools![0], name: "eatFruit" }] }],
    ["tool eat: its description says next to nothing", { tools: [{ name: "eat", title: "Eat", description: "Eats" }] }],
  ])("%s", (fault, given) => {
    expect(manifestFaults({ ...good, ...given })).toEqual([fault]);
  });

  it("is no title that is written as its own project writes it", () => {
    expect(
      ["pip Cache", "Search pip Cache", "Clean Up by Size", "3 Things"].filter((title) => !isTitleCase(title)),
    ).toEqual([]);
    expect(["search Cache", "Clean up", "Pip cache"].filter(isTitleCase)).toEqual([]);
  });
});
