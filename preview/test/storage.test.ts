import {
  Cache,
  environment,
  getPreferenceValues,
  launchCommand,
  LaunchType,
  LocalStorage,
  trash,
  updateCommandMetadata,
} from "@raycast/api";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openCommand, type OpenOptions } from "..";
import { temporaryDirectory } from "../../test/support/temporary";

/** Runs a function as a command without a view, and throws what it throws. */
async function asCommand<T>(work: () => T | Promise<T>, options: OpenOptions = {}): Promise<T> {
  let result: T | undefined;
  const session = await openCommand(async () => void (result = await work()), { mode: "no-view", ...options });
  session.dispose();
  if (session.errors.length > 0) throw session.errors[0];
  return result as T;
}

describe("Cache", () => {
  it("keeps what was set for the next run of the command, by namespace", async () => {
    const dataFolder = temporaryDirectory();
    await asCommand(() => new Cache({ namespace: "a" }).set("key", "value"), { dataFolder });
    const read = (namespace: string) => asCommand(() => new Cache({ namespace }).get("key"), { dataFolder });
    expect(await read("a")).toBe("value");
    expect(await read("b")).toBeUndefined();
  });

  it("drops what was used least recently when it is full", async () => {
    const left = await asCommand(async () => {
      const cache = new Cache({ capacity: 250 });
      for (const key of ["old", "used", "new"]) {
        cache.set(key, "x".repeat(100));
        await new Promise((resolve) => setTimeout(resolve, 15));
        if (key === "used") cache.get("old");
      }
      return ["old", "used", "new"].filter((key) => cache.has(key));
    });
    expect(left).toEqual(["old", "new"]);
  });

  it("tells its subscribers", async () => {
    const heard = await asCommand(() => {
      const cache = new Cache();
      const calls: unknown[] = [];
      const stop = cache.subscribe((...change) => calls.push(change));
      cache.set("key", "1");
      cache.remove("key");
      cache.clear();
      stop();
      cache.set("key", "2");
      return calls;
    });
    expect(heard).toEqual([
      ["key", "1"],
      ["key", undefined],
      [undefined, undefined],
    ]);
  });
});

test("LocalStorage keeps texts, numbers and truth values", async () => {
  const dataFolder = temporaryDirectory();
  await asCommand(
    async () => {
      await LocalStorage.setItem("text", "a");
      await LocalStorage.setItem("number", 1);
      await LocalStorage.setItem("flag", true);
      await LocalStorage.removeItem("text");
    },
    { dataFolder },
  );
  expect(await asCommand(() => LocalStorage.allItems(), { dataFolder })).toEqual({ number: 1, flag: true });
});

test("preferences are the manifest's defaults, then the data folder's file, then what the test gives", async () => {
  const extensionFolder = join(__dirname, "fixtures", "extension");
  const options = { extensionFolder, name: "throw-fruit", dataFolder: temporaryDirectory() };
  const read = (given: OpenOptions) => asCommand(() => getPreferenceValues<{ greeting: string }>().greeting, given);
  expect(await read(options)).toBe("No fruit today");
  writeFileSync(join(options.dataFolder, "preferences.json"), '{ "greeting": "From the file" }');
  expect(await read(options)).toBe("From the file");
  expect(await read({ ...options, preferences: { greeting: "From the test" } })).toBe("From the test");
});

test("a command knows who and where it is", async () => {
  const extensionFolder = join(__dirname, "fixtures", "extension");
  const known = await asCommand(() => ({ ...environment }), {
    extensionFolder,
    name: "throw-fruit",
    launchContext: { a: 1 },
  });
  expect(known).toMatchObject({
    extensionName: "fruit",
    commandName: "throw-fruit",
    commandMode: "no-view",
    ownerOrAuthorName: "fruit",
    assetsPath: join(extensionFolder, "assets"),
    launchType: LaunchType.UserInitiated,
    launchContext: { a: 1 },
  });
});

test("what goes to the trash lies in the data folder, not in the trash of a person", async () => {
  const dataFolder = temporaryDirectory();
  const folder = join(temporaryDirectory(), "cache");
  mkdirSync(folder);
  writeFileSync(join(folder, "file"), "content");
  await asCommand(() => trash(folder), { dataFolder });
  expect(existsSync(folder)).toBe(false);
  const [name] = readdirSync(join(dataFolder, "trash"));
  expect(name).toMatch(/ cache$/);
  expect(readFileSync(join(dataFolder, "trash", name, "file"), "utf8")).toBe("content");
});

test("what a command does to the machine is recorded, and carried out by who opened it", async () => {
  const extensionFolder = join(__dirname, "fixtures", "extension");
  const done: unknown[] = [];
  const refusals: string[] = [];
  const session = await openCommand(
    async () => {
      await updateCommandMetadata({ subtitle: "4 fruit" });
      await launchCommand({ name: "search-fruit", type: LaunchType.UserInitiated, context: { ripe: true } });
      for (const name of ["search-meat", "drop-fruit"]) {
        await launchCommand({ name, type: LaunchType.UserInitiated }).catch(({ message }) => refusals.push(message));
      }
    },
    { extensionFolder, name: "throw-fruit", disabled: ["drop-fruit"], perform: (effect) => void done.push(effect) },
  );
  expect(session.effects).toEqual([
    { type: "update-subtitle", subtitle: "4 fruit" },
    { type: "launch", command: "search-fruit", launchType: "userInitiated", context: { ripe: true } },
  ]);
  expect(done).toEqual(session.effects);
  expect(refusals).toEqual(['The extension has no command "search-meat".', 'The command "Drop Fruit" is disabled.']);
  session.dispose();
});
