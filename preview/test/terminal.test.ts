import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import type { ScreenDocument } from "../terminal/document";
import { cleanEnvironment, copyFixtureExtension, previewCommand, startPreview } from "./support/page";
import { afterwards, temporaryDirectory } from "../../test/support/temporary";

interface Run {
  status: number;
  stdout: string;
  stderr: string;
}

const companion = join(__dirname, "fixtures", "companion.ts");
const note = ["--json", "search-fruit", "--action", "Write Note…"];

describe("a command in the terminal", () => {
  let extension: string;
  beforeAll(async () => {
    extension = await copyFixtureExtension();
  });
  let data: string;

  beforeEach(() => {
    data = temporaryDirectory();
  });

  function run(args: string[], env: Record<string, string> = {}): Promise<Run> {
    const command = previewCommand(["--extension", extension, "--data", data, ...args]);
    return new Promise((resolve) => {
      execFile(process.execPath, command, { env: cleanEnvironment(data, env) }, (error, stdout, stderr) => {
        resolve({ status: error ? Number(error.code) : 0, stdout, stderr });
      });
    });
  }

  const json = (...args: string[]) => jsonOf(0, args);

  async function jsonOf(expected: number, args: string[]): Promise<ScreenDocument> {
    const { stdout, stderr, status } = await run(["--json", ...args]);
    expect({ stderr, status }).toEqual({ stderr: "", status: expected });
    return JSON.parse(stdout) as ScreenDocument;
  }

  it("prints what is on screen once it has loaded, and nothing else", async () => {
    const screen = await json("search-fruit");
    expect(screen).toMatchObject({ command: "search-fruit", view: "list", isLoading: false, toasts: [], alerts: [] });
    expect(screen.sections).toHaveLength(1);
    expect(screen.sections?.[0]).toMatchObject({ title: "Basket", subtitle: "4 fruit" });
    expect(screen.sections?.[0].items[1]).toEqual({
      id: "Cherry",
      title: "Cherry",
      subtitle: "summer",
      accessories: ["summer", "8 g"],
      tooltips: ["One Cherry weighs 8 g"],
      values: { grams: 8 },
      actions: [
        { id: "story", title: "Show Story…" },
        { title: "Show Details" },
        { id: "eat", title: "Eat (8 Grams)" },
        { id: "rate-good", title: "Good" },
        { id: "rate-better", title: "Better" },
        { title: "Write Note…" },
        { title: "Copy Name" },
        { title: "Drop" },
      ],
    });
    expect(screen.dropdown).toMatchObject({ value: "all", title: "All Seasons" });
  });

  it("declines every dialog unless told otherwise, which has a status of its own", async () => {
    const screen = await jsonOf(2, ["search-fruit", "--select", "Fig", "--action", "Eat"]);
    const question = { title: "Eat Fig (50 g)?", message: "It will be gone.", actions: ["Eat 50 g", "Cancel"] };
    expect(screen.alerts).toEqual([{ ...question, values: { grams: 50 }, answered: "no" }]);
    expect(screen.toasts).toEqual([]);
    expect(screen.sections?.[0].items.map(({ title }) => title)).toContain("Fig");
  });

  it("accepts dialogs when told to, and waits for what comes of it", async () => {
    const screen = await json("search-fruit", "--select", "Fig", "--action", "Eat", "--answer", "yes");
    expect(screen.alerts).toMatchObject([{ title: "Eat Fig (50 g)?", answered: "yes" }]);
    // Not the progress before it.
    expect(screen.toasts).toMatchObject([{ style: "success", title: "Ate Fig", message: "50 g", actions: [] }]);
    expect(screen.sections?.[0].items.map(({ title }) => title)).toEqual(["Apple", "Cherry", "Quince"]);
  });

  it("runs further actions on the view that the first one opened", async () => {
    const screen = await json("search-fruit", "--select", "Fig", "--action", "Show Story…", "--action", "Copy Season");
    expect(screen).toMatchObject({ view: "detail", navigationTitle: "Story of Fig" });
    expect(screen.metadata).toEqual([
      { title: "Season", text: "summer" },
      { title: "Tags", text: "sweet" },
    ]);
    expect(screen.huds).toEqual([{ title: "Copied to Clipboard", message: "" }]);
  });

  it("searches and chooses, and keeps what is stored for the next run", async () => {
    const chosen = await json("search-fruit", "--dropdown", "Autumn", "--search", "qui");
    expect(chosen.sections?.[0].items.map(({ title }) => title)).toEqual(["Quince"]);
    const next = await json("search-fruit");
    expect(next.dropdown?.value).toBe("autumn");
    expect(next.sections?.[0].items.map(({ title }) => title)).toEqual(["Apple", "Quince"]);
  });

  it("runs a command without a view", async () => {
    expect(await json("throw-fruit", "--answer", "yes")).toMatchObject({
      view: "none",
      alerts: [{ title: "Throw all fruit?" }],
      huds: [{ title: "Threw 4 fruit", message: "" }],
    });
    expect((await jsonOf(2, ["throw-fruit"])).huds).toEqual([]);
  });

  it("finds a command by its title, too", async () => {
    expect(await json("Throw Fruit", "--answer", "yes")).toMatchObject({ command: "throw-fruit", view: "none" });
  });

  it("launches with arguments, by their names in the manifest", async () => {
    const screen = await json("throw-fruit", "--argument", "kind=Pome Fruit", "--answer", "yes");
    expect(screen.huds).toEqual([{ title: "Threw 4 pomes", message: "" }]);
  });

  it("opens a command by a link, with its arguments, and refuses one that leads elsewhere", async () => {
    const given = encodeURIComponent(JSON.stringify({ kind: "figs & plums" }));
    const screen = await json(`raycast://extensions/fruit/fruit/throw-fruit?arguments=${given}`, "--answer", "yes");
    expect(screen.huds).toEqual([{ title: "Threw 4 figs & plums", message: "" }]);
    for (const link of ["ada/fruit/throw-fruit", "fruit/fruit/eat", "fruit/fruit/throw-fruit?arguments=[]"]) {
      const { status, stderr } = await run(["--json", `raycast://extensions/${link}`]);
      expect({ status, stderr }).toMatchObject({ status: 1, stderr: expect.stringContaining("cannot be opened: it") });
    }
  });

  it("fills in a form, a folder that is picked included", async () => {
    const note = ["search-fruit", "--select", "Fig", "--action", "Write Note…"];
    const fields = ["--field", "note=soft=ripe", "--field", "isSecret=no", "--field", `folder=${data}`];
    const screen = await json(...note, ...fields, "--action", "Save Note");
    expect(screen.toasts).toMatchObject([{ title: "Noted soft=ripe", message: `Fig open ${data}` }]);
  });

  it("fails where a form refuses what is filled in, which it says of the field", async () => {
    const refused = await jsonOf(1, [...note.slice(1), "--action", "Save Note"]);
    expect(refused.fields).toMatchObject([
      { id: "note", title: "Note", value: "", error: "Write something first" },
      { id: "isSecret", value: true },
      { id: "folder" },
    ]);
    expect(refused.fields?.[1]).not.toHaveProperty("error");
  });

  it("finds an action by its React key, which stays when titles change", async () => {
    const screen = await json("search-fruit", "--select", "Fig", "--action", "rate-better");
    expect(screen.toasts).toMatchObject([{ title: "Fig is Better" }]);
  });

  it("finds an action by its title without the figures in it, whatever they were", async () => {
    const { status, stderr } = await run(["--json", "search-fruit", "--select", "Apple", "--action", "Eat (1 Gram)"]);
    expect({ status, stderr }).toEqual({ status: 2, stderr: "" });
  });

  it("names the commands in its help, also where there are none", async () => {
    const { stdout } = await run(["--help"]);
    expect(stdout.split("\n").filter((line) => line.length > 80)).toEqual([]);
    expect(stdout).toMatch(/\nCommands of Fruit:\n\n {2}search-fruit {2}Search Fruit\n(?: .*\n)*\nTools of Fruit:\n/);
    expect(stdout).toMatch(/\n {2}weigh-fruit {2}Weigh Fruit\n {2}eat-fruit {4}Eat Fruit\n$/);
    expect(await run(["--help", "--extension", data])).toMatchObject({ status: 0, stderr: "" });
  });

  it("gives what the extension hands over beside the texts of rows, questions and toasts", async () => {
    const screen = await json("search-fruit", "--select", "Fig", "--action", "eat", "--answer", "yes");
    const values = screen.sections?.[0].items.map((item) => [item.title, item.values]);
    expect(values).toEqual([
      ["Apple", { grams: 182 }],
      ["Cherry", { grams: 8 }],
      ["Quince", { grams: 92 }],
    ]);
    expect(screen.alerts).toMatchObject([{ values: { grams: 50 } }]);
    expect(screen.toasts).toMatchObject([{ values: { grams: 50, picked: "2026-09-01T00:00:00.000Z" } }]);
  });

  it("asks for a dry run where the commands heed that", async () => {
    const screen = await json("throw-fruit", "--dry-run", "--with", companion, "--answer", "yes");
    expect(screen).toMatchObject({ alerts: [], huds: [{ title: "Would throw 4 fruit" }], isDryRun: true });
  });

  it("launches a command as Raycast does at its interval, and says what its subtitle is then", async () => {
    const screen = await json("watch-fruit", "--background");
    expect(screen).toMatchObject({ command: "watch-fruit", view: "none", toasts: [] });
    expect(screen.subtitles).toEqual({ "watch-fruit": "4 fruits, seen by nobody" });
    expect((await json("watch-fruit")).subtitles).toEqual({ "watch-fruit": "4 fruits" });
    const { stdout } = await run(["--print", "watch-fruit", "--background"]);
    expect(stdout).toBe("Subtitle of watch-fruit: 4 fruits, seen by nobody\n");
  });

  it("fails in the background where a command shows a toast there", async () => {
    mkdirSync(join(data, "support"));
    writeFileSync(join(data, "support", "spoiled"), "");
    const failed = { status: 1, stdout: "", stderr: "A command in the background shows no toast.\n" };
    expect(await run(["--json", "watch-fruit", "--background"])).toEqual(failed);
  });

  it("ends with status 1 where the last word was that something failed, and prints it all the same", async () => {
    const { status, stdout, stderr } = await run(["--print", "spoil-fruit"]);
    expect({ status, stderr }).toEqual({ status: 1, stderr: "" });
    expect(stdout).toContain("✗ Still Fresh - Wait a week.\n");
  });

  it("prints the same as text", async () => {
    const { stdout, status } = await run([
      "--print",
      "search-fruit",
      "--select",
      "Cherry",
      "--action",
      "Eat",
      "--answer",
      "yes",
    ]);
    expect(status).toBe(0);
    // What is said twice in a row stands there once.
    expect(stdout).toContain("Basket  3 fruit\n  Apple   autumn  182 g\n  Fig     summer   50 g\n");
    expect(stdout).toContain("? Eat Cherry (8 g)? - It will be gone. [Eat 8 g] [Cancel]: yes\n");
    expect(stdout).toContain("✓ Ate Cherry - 8 g\n");
  });

  it.each([
    [
      ["--json", "eat"],
      'No command "eat". There is: search-fruit, throw-fruit, count-fruit, drop-fruit, spoil-fruit, send-fruit, watch-fruit.\n',
    ],
    [["--json", "search-fruit", "--select", "Plum"], 'No row "Plum". There is: "Apple", "Cherry", "Fig", "Quince".\n'],
    [["--json", "throw-fruit", "--action", "Throw"], 'No action "Throw". There is: no action.\n'],
    [
      ["--json", "search-fruit", "--dropdown", "Winter"],
      'No choice "Winter" in the dropdown. There is: "All Seasons", "Summer", "Autumn".\n',
    ],
    [["--json", "drop-fruit"], "The fruit fell on the floor\n"],
    [["--json", "search-fruit", "--select", "Fig", "--action", "Drop"], "Fig rolled away\n"],
    [
      ["--json", "throw-fruit", "--argument", "kind=stones"],
      'No choice "stones" in the argument "kind". There is: "Pome Fruit".\n',
    ],
    [
      ["--json", "throw-fruit", "--argument", "to=Ada"],
      'The command "throw-fruit" has no argument "to". There is: "kind".\n',
    ],
    [
      ["--json", "throw-fruit", "--argument", "kind"],
      '--argument NAME=VALUE has an equals sign, which "kind" has not.\n',
    ],
    [[...note, "--field", "age=3"], 'The form has no field "age". There is: note, isSecret, folder.\n'],
    [[...note, "--field", "isSecret=maybe"], 'No choice "maybe" in the field "isSecret". There is: "yes", "no".\n'],
    [[...note, "--field", "folder=/nowhere"], "There is no /nowhere.\n"],
    [[...note, "--field", `folder=${__filename}`], `The field "folder" takes no file, as ${__filename} is.\n`],
    [["--json", "search-fruit", "--field", "note=x"], 'The form has no field "note". There is: no field.\n'],
    [
      ["--field", "note=x"],
      "--search, --dropdown, --select, --action, --field, --argument and --background go with --json or --print.\n",
    ],
    [
      ["--json", "throw-fruit", "--dry-run"],
      "The commands of this extension do not heed --dry-run: nothing was started.\n",
    ],
    [["--json", "search-fruit", "--answer", "perhaps"], '--answer takes "yes" or "no", not "perhaps".\n'],
    [
      ["--json", "throw-fruit", "--background"],
      'The command "throw-fruit" has no interval: Raycast does not launch it in the background.\n',
    ],
    [
      ["--json", "watch-fruit", "--background", "--search", "fig"],
      "In the background nobody does anything: --background goes alone.\n",
    ],
    [["--sample"], "This extension has no sample: --with gives a module that makes one.\n"],
    [["--port", "seven"], "--port is no port: seven\n"],
    [["--port", ""], "--port is no port: \n"],
    [["--extension", "/nowhere", "--json", "x"], "There is no extension in /nowhere.\n"],
    [
      ["--data", __filename, "--json", "search-fruit"],
      `Nothing can be kept in ${__filename}. Choose another folder with --data.\n`,
    ],
  ])("%j ends with status 1 and a clear message", async (args, message) => {
    expect(await run(args)).toEqual({ status: 1, stdout: "", stderr: message });
  });

  it("is built anew when a source has changed", async () => {
    rmSync(join(extension, "dist"), { recursive: true });
    expect((await json("search-fruit")).sections).toHaveLength(1);
    expect(existsSync(join(extension, "dist", "search-fruit.js"))).toBe(true);
  });
});

describe("a tool in the terminal", () => {
  let extension: string;
  let data: string;
  beforeAll(async () => {
    extension = await copyFixtureExtension();
  });
  beforeEach(() => {
    data = temporaryDirectory();
  });

  function run(...args: string[]): Promise<Run> {
    const command = previewCommand(["--extension", extension, "--data", data, "--tool", ...args]);
    return new Promise((resolve) => {
      execFile(process.execPath, command, { env: cleanEnvironment(data) }, (error, stdout, stderr) => {
        resolve({ status: error ? Number(error.code) : 0, stdout, stderr });
      });
    });
  }

  const weigh = (input: string) => run("weigh-fruit", "--input", input);
  const eat = (name: string, ...more: string[]) => run("eat-fruit", "--input", JSON.stringify({ name }), ...more);

  it("is handed its input, and what it returns is printed", async () => {
    const { status, stdout, stderr } = await run("weigh-fruit", "--json", "--input", '{"names": ["fig", "plum"]}');
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    const weights = [
      { name: "fig", weight: 50, unit: "grams" },
      { name: "plum", unit: "grams" },
    ];
    expect(JSON.parse(stdout)).toMatchObject({ command: "weigh-fruit", result: { weights, total: 2 }, alerts: [] });
    const text = await weigh('{"names": [], "unit": "ounces", "most": 2.5, "isPeeled": true}');
    expect(text).toEqual({ status: 0, stdout: '{\n  "weights": [],\n  "total": 0\n}\n', stderr: "" });
  });

  it("asks first what its confirmation says, with its rows; only those with a value are shown", async () => {
    const { status, stdout } = await eat("fig", "--json", "--answer", "yes");
    const { alerts, result } = JSON.parse(stdout) as ScreenDocument;
    const question = { title: "Eat Fruit", message: "Eat the fig?", info: [{ name: "Fruit", value: "fig" }] };
    expect(alerts).toEqual([{ ...question, actions: ["Confirm", "Cancel"], answered: "yes" }]);
    // The two share what is stored, and nothing that the module keeps.
    expect({ status, result }).toEqual({ status: 0, result: "Ate fig, asked about fig, kept undefined" });
    const printed =
      "? Eat Fruit - Eat the fig?\n  Fruit: fig\n  [Confirm] [Cancel]: yes\n\nAte fig, asked about fig, kept undefined\n";
    expect((await eat("fig", "--answer", "yes")).stdout).toBe(printed);
  });

  it("does not run where that is declined, which is so unless told otherwise", async () => {
    const { status, stdout } = await eat("fig", "--json");
    const screen = JSON.parse(stdout) as ScreenDocument;
    expect({ status, answered: screen.alerts[0].answered }).toEqual({ status: 2, answered: "no" });
    expect(screen).not.toHaveProperty("result");
  });

  it("asks nothing where its confirmation has nothing to say", async () => {
    const { status, stdout } = await eat("crumb");
    expect({ status, stdout }).toEqual({ status: 0, stdout: "Ate crumb, asked about undefined, kept undefined\n" });
  });

  it("does not run where its confirmation fails, and fails itself with its own words", async () => {
    expect(await eat("stone", "--answer", "yes")).toEqual({ status: 1, stdout: "", stderr: "A stone is no fruit\n" });
    expect(await eat("brick", "--answer", "yes")).toEqual({ status: 1, stdout: "", stderr: "Too hard\n" });
  });

  it.each([
    ["{names", 'The tool "weigh-fruit" is given what is no JSON: '],
    ["[]", "The input is a list, and has to be an object."],
    ["null", "The input is null, and has to be an object."],
    ['"fig"', "The input is a text, and has to be an object."],
    ["{}", 'The input has no "names", which it needs.'],
    ['{"names": "fig"}', '"names" is a text, and has to be a list.'],
    ['{"names": ["fig", 3]}', '"names", number 2, is a number, and has to be a text.'],
    ['{"names": [], "unit": "stones"}', '"unit" is none of these: "grams", "ounces".'],
    ['{"names": [], "most": "2"}', '"most" is a text, and has to be a number.'],
    ['{"names": [], "isPeeled": 1}', '"isPeeled" is a number, and has to be a boolean.'],
    ['{"names": [], "path": "/"}', 'The input has "path". There is: "names", "unit", "most", "isPeeled".'],
    ['{"names": [], "__proto__": {"most": 1}}', 'The input has "__proto__". There is: '],
    ['{"constructor": 1}', 'The input has no "names", which it needs.\nThe input has "constructor". There is: '],
  ])("%s is refused with a clear message", async (input, message) => {
    const { status, stdout, stderr } = await weigh(input);
    expect({ status, stdout, stderr }).toEqual({ status: 1, stdout: "", stderr: expect.stringContaining(message) });
  });

  it.each([
    [["peel-fruit"], 'No tool "peel-fruit". There is: weigh-fruit, eat-fruit.\n'],
    [["constructor"], 'No tool "constructor". There is: weigh-fruit, eat-fruit.\n'],
    [["eat-fruit", "--print", "search-fruit"], "Give --tool or a command, not both.\n"],
    [
      ["eat-fruit", "--search", "fig"],
      "--search, --dropdown, --select, --action, --field, --argument and --background go with --json or --print.\n",
    ],
  ])("--tool %j ends with status 1 and a clear message", async (args, message) => {
    expect(await run(...args)).toEqual({ status: 1, stdout: "", stderr: message });
  });
});

it("the page is there, also for whoever reads no further than the first line", async () => {
  const [data, port] = [temporaryDirectory(), await freePort()];
  const command = previewCommand(["--extension", await copyFixtureExtension(), "--data", data, "--port", String(port)]);
  const child = spawn(process.execPath, command, { env: cleanEnvironment(data) });
  afterwards(() => void child.kill("SIGKILL"));
  child.stdout.destroy();
  let stderr = "";
  child.stderr.on("data", (text: Buffer) => (stderr += String(text)));
  const answers = () => fetch(`http://127.0.0.1:${port}/`).then(({ status }) => status);
  let status: number | undefined;
  // Once it answers it says where, which nobody hears.
  while (child.exitCode === null && status === undefined) status = await answers().catch(() => undefined);
  expect({ status, stderr }).toEqual({ status: 403, stderr: "" });
  expect(await answers()).toBe(403);
});

/** A port that nobody listens on. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

describe("the sample", () => {
  it("is what the extension's own module makes, and gone after Ctrl+C", async () => {
    const temporary = join(temporaryDirectory(), "tmp");
    mkdirSync(temporary);
    const preview = await startPreview({
      args: ["--sample", "--with", companion, "--extension", await copyFixtureExtension()],
      env: { TMPDIR: temporary, TEMP: temporary },
    });
    const samples = () => readdirSync(temporary).filter((name) => name.startsWith("fruit-sample-"));
    expect(samples()).toHaveLength(1);
    expect(readdirSync(join(temporary, samples()[0]))).toContain("secret");
    await preview.stop();
    expect(samples()).toEqual([]);
  });
});
