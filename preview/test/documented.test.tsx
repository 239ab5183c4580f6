/**
 * Raycast's documentation, component by component and call by call: what the preview does instead of Raycast, with the page
 * that says it. What of a page has a test elsewhere here is not repeated.
 */
import {
  Action,
  ActionPanel,
  Alert,
  Cache,
  Clipboard,
  Color,
  confirmAlert,
  Detail,
  environment,
  Form,
  getPreferenceValues,
  Icon,
  Keyboard,
  launchCommand,
  LaunchType,
  List,
  LocalStorage,
  openExtensionPreferences,
  showHUD,
  showInFinder,
  showToast,
  Toast,
  type Tool,
  trash,
  updateCommandMetadata,
  useNavigation,
} from "@raycast/api";
import { createDeeplink, showFailureToast, useCachedState, usePromise } from "@raycast/utils";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { useEffect, useState, type ReactElement } from "react";
import { openCommand, openTool, type OpenOptions, type Session } from "..";
import type { ListView } from "../host/view";
import { afterwards, temporaryDirectory } from "../../test/support/temporary";

const site = "https://developers.raycast.com";

/** One test of what a page says of a name. The extension's own tests hold that every name that it uses stands here. */
function documented(name: string, page: string, statement: string, test: () => Promise<void>): void {
  it(`${name} ${statement} (${site}/${page})`, test);
}

async function open(command: (() => ReactElement) | ReactElement, options: OpenOptions = {}): Promise<Session> {
  const session = await openCommand(typeof command === "function" ? command : () => command, options);
  afterwards(() => session.dispose());
  return session;
}

const list = ({ view }: Session): ListView => {
  if (view.type !== "list") throw new Error(`A list was expected, not a ${view.type}`);
  return view;
};

const items = (session: Session) => list(session).sections.flatMap((section) => section.items);

/** Runs something as an action of a command. */
async function act(onAction: () => unknown, options: OpenOptions = {}): Promise<Session> {
  const panel = <ActionPanel children={<Action title="Do" onAction={onAction as () => void} />} />;
  const session = await open(<Detail markdown="Text" actions={panel} />, options);
  await session.run("Do");
  return session;
}

const withActions = (actions: ReactElement | ReactElement[]) => (
  <Detail markdown="Text" actions={<ActionPanel>{actions}</ActionPanel>} />
);

const manifest = {
  name: "documented",
  title: "Documented",
  commands: [
    { name: "one", title: "One", mode: "view" },
    { name: "two", title: "Two", mode: "no-view" },
  ],
  author: "ada",
  tools: [{ name: "eat", title: "Eat Fruit" }],
  preferences: [{ name: "ask", title: "Ask", type: "checkbox", default: true }],
};

/** A folder with a manifest. */
function extensionFolder(): string {
  const folder = temporaryDirectory();
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifest));
  return folder;
}

describe("lists", () => {
  const page = "api-reference/user-interface/list";

  documented("List", page, "shows items by title or keywords, or all of them where filtering is false", async () => {
    const rows = ["Fig", "Plum"].map((title) => <List.Item key={title} title={title} keywords={["fruit"]} />);
    const filtered = await open(<List>{rows}</List>);
    await filtered.search("plu");
    expect(items(filtered).map(({ title }) => title)).toEqual(["Plum"]);
    await filtered.search("fru");
    expect(items(filtered)).toHaveLength(2);
    const own = await open(<List filtering={false}>{rows}</List>);
    await own.search("nothing");
    expect(items(own)).toHaveLength(2);
  });

  documented("List.Section", page, "groups items below a title; one without items is not drawn", async () => {
    const session = await open(
      <List>
        <List.Section title="Full" subtitle="1">
          <List.Item title="Fig" />
        </List.Section>
        <List.Section title="Empty" />
      </List>,
    );
    expect(list(session).sections).toMatchObject([{ title: "Full", subtitle: "1", items: [{ title: "Fig" }] }]);
    expect(list(session).sections).toHaveLength(1);
  });

  documented(
    "List.Item",
    page,
    "has subtitle, icon and accessories: texts, dates and tags, with tooltips",
    async () => {
      const accessories = [
        { text: { value: "1 kg", color: Color.Red }, tooltip: "A kilogram" },
        { date: new Date() },
        { tag: "ripe", icon: Icon.Leaf },
      ];
      const session = await open(
        <List
          children={
            <List.Item id="fig" title={{ value: "Fig", tooltip: "A fig" }} subtitle="sweet" accessories={accessories} />
          }
        />,
      );
      expect(items(session)[0]).toMatchObject({
        id: "fig",
        title: "Fig",
        titleTooltip: "A fig",
        subtitle: "sweet",
        accessories: [
          { text: "1 kg", tag: false, color: Color.Red, tooltip: "A kilogram" },
          { text: "now", tag: false },
          { text: "ripe", tag: true, icon: { source: Icon.Leaf } },
        ],
      });
    },
  );

  documented(
    "List.EmptyView",
    page,
    "is never displayed while the list loads and the search bar is empty",
    async () => {
      const session = await openCommand(() => <List isLoading children={<List.EmptyView title="Nothing" />} />, {
        settle: false,
      });
      afterwards(() => session.dispose());
      await session.waitFor(({ view }) => view.type === "list");
      expect(list(session).emptyView).toBeUndefined();
      void session.search("a");
      expect(list(session).emptyView).toEqual({ title: "Nothing" });
    },
  );

  const dropdown = (heard: string[]) => (
    <List
      searchBarAccessory={
        <List.Dropdown tooltip="Season" storeValue onChange={(value) => heard.push(value)}>
          <List.Dropdown.Item title="All" value="all" />
          <List.Dropdown.Section title="Warm">
            <List.Dropdown.Item title="Summer" value="summer" icon={Icon.Sun} />
          </List.Dropdown.Section>
        </List.Dropdown>
      }
    />
  );

  documented(
    "List.Dropdown",
    page,
    "tells its value when it changes, and keeps it where it is to be stored",
    async () => {
      const dataFolder = temporaryDirectory();
      const heard: string[] = [];
      const first = await open(dropdown(heard), { dataFolder });
      await first.choose("Summer");
      await open(dropdown(heard), { dataFolder });
      expect(heard).toEqual(["all", "summer", "summer"]);
    },
  );

  for (const name of ["List.Dropdown.Item", "List.Dropdown.Section"]) {
    documented(name, page, "is what a dropdown offers, in sections with titles", async () => {
      expect(list(await open(dropdown([]))).dropdown?.sections).toMatchObject([
        { items: [{ title: "All", value: "all" }] },
        { title: "Warm", items: [{ title: "Summer", value: "summer", icon: { source: Icon.Sun } }] },
      ]);
    });
  }
});

describe("details", () => {
  const page = "api-reference/user-interface/detail";
  const { Metadata } = List.Item.Detail;
  const rich = (
    <List isShowingDetail>
      <List.Item
        title="Fig"
        detail={
          <List.Item.Detail
            isLoading={false}
            markdown="# Fig"
            metadata={
              <Metadata>
                <Metadata.Label title="Weight" text={{ value: "50 g", color: Color.Green }} icon={Icon.Weights} />
                <Metadata.Separator />
                <Metadata.TagList title="Tags">
                  <Metadata.TagList.Item text="sweet" color={Color.Red} />
                </Metadata.TagList>
              </Metadata>
            }
          />
        }
      />
    </List>
  );
  const ofList = "api-reference/user-interface/list";
  const parts: [name: string, statement: string, expected: object][] = [
    ["List.Item.Detail", "has markdown and metadata", { markdown: "# Fig", isLoading: false }],
    ["List.Item.Detail.Metadata", "holds structured data, in order", { metadata: [{}, {}, {}] }],
    [
      "List.Item.Detail.Metadata.Label",
      "has a title, and a text with icon and color",
      {
        metadata: [
          { type: "label", title: "Weight", text: "50 g", color: Color.Green, icon: { source: Icon.Weights } },
          {},
          {},
        ],
      },
    ],
    ["List.Item.Detail.Metadata.Separator", "separates", { metadata: [{}, { type: "separator" }, {}] }],
    [
      "List.Item.Detail.Metadata.TagList",
      "has a title and tags",
      { metadata: [{}, {}, { type: "tags", title: "Tags" }] },
    ],
    [
      "List.Item.Detail.Metadata.TagList.Item",
      "has a text and a color",
      { metadata: [{}, {}, { tags: [{ text: "sweet", color: Color.Red }] }] },
    ],
  ];
  for (const [name, statement, expected] of parts) {
    documented(name, ofList, statement, async () => expect(items(await open(rich))[0].detail).toMatchObject(expected));
  }

  documented("Detail", page, "renders markdown, under a title of its own", async () => {
    const { view } = await open(<Detail navigationTitle="Story" markdown="**Once**" />);
    expect(view).toEqual({ type: "detail", navigationTitle: "Story", isLoading: false, markdown: "**Once**" });
  });

  documented("Detail.Metadata.Separator", page, "separates", async () => {
    const labels = ["Size", "Time"].map((title) => <Detail.Metadata.Label key={title} title={title} text="1" />);
    const metadata = (
      <Detail.Metadata>
        {labels[0]}
        <Detail.Metadata.Separator />
        {labels[1]}
      </Detail.Metadata>
    );
    const { view } = await open(<Detail markdown="" metadata={metadata} />);
    expect(view).toMatchObject({ metadata: [{ title: "Size" }, { type: "separator" }, { title: "Time" }] });
  });

  for (const name of ["Detail.Metadata", "Detail.Metadata.Label"]) {
    documented(name, page, "stands beside the markdown", async () => {
      const label = <Detail.Metadata.Label title="Size" text="1 kB" />;
      const { view } = await open(<Detail markdown="" metadata={<Detail.Metadata children={label} />} />);
      expect(view).toMatchObject({ metadata: [{ type: "label", title: "Size", text: "1 kB" }] });
    });
  }
});

describe("actions", () => {
  const panelPage = "api-reference/user-interface/action-panel";
  const page = "api-reference/user-interface/actions";

  documented(
    "ActionPanel",
    panelPage,
    "gives Enter to the first action and Enter with the modifier to the second",
    async () => {
      const heard: string[] = [];
      const actions = ["One", "Two"].map((title) => (
        <Action key={title} title={title} onAction={() => heard.push(title)} />
      ));
      const session = await open(withActions(actions), { platform: "macOS" });
      await session.press("cmd+enter");
      await session.press("enter");
      expect(heard).toEqual(["Two", "One"]);
    },
  );

  documented("ActionPanel.Section", panelPage, "groups actions below a title", async () => {
    const session = await open(
      withActions(<ActionPanel.Section title="Copy" children={<Action title="Name" onAction={() => {}} />} />),
    );
    expect(session.view).toMatchObject({ actions: { sections: [{ title: "Copy", actions: [{ title: "Name" }] }] } });
  });

  documented("ActionPanel.Submenu", panelPage, "opens, and its actions take the panel's place", async () => {
    const heard: string[] = [];
    const inner = <Action title="Inner" onAction={() => heard.push("inner")} />;
    const session = await open(withActions(<ActionPanel.Submenu title="More…" children={inner} />));
    await session.press("enter");
    expect(heard).toEqual([]);
    await session.press("enter");
    expect(heard).toEqual(["inner"]);
  });

  documented("Action", page, "does what it is for when it is selected", async () => {
    const heard: string[] = [];
    await act(() => heard.push("done"));
    expect(heard).toEqual(["done"]);
  });

  documented("Action.Style", page, "marks what is destructive", async () => {
    const session = await open(
      withActions(<Action title="Drop" style={Action.Style.Destructive} onAction={() => {}} />),
    );
    expect(session.view).toMatchObject({ actions: { sections: [{ actions: [{ destructive: true }] }] } });
  });

  documented("Action.Push", page, "puts a view on top, and tells when that was popped", async () => {
    const heard: string[] = [];
    const session = await open(
      withActions(<Action.Push title="Open" target={<Detail markdown="Child" />} onPop={() => heard.push("popped")} />),
    );
    await session.run("Open");
    expect(session.view).toMatchObject({ markdown: "Child" });
    await session.back();
    expect(session.view).toMatchObject({ markdown: "Text" });
    expect(heard).toEqual(["popped"]);
  });

  documented("Action.CopyToClipboard", page, "copies the content, and says so", async () => {
    const session = await open(withActions(<Action.CopyToClipboard content="fig" />));
    await session.run("Copy to Clipboard");
    expect(session.effects).toEqual([{ type: "copy", text: "fig" }]);
    expect(session.huds).toEqual([{ title: "Copied to Clipboard" }]);
  });

  documented("Action.Open", page, "opens a file or folder with its application", async () => {
    const session = await open(withActions(<Action.Open title="Open" target="/tmp/fig" />));
    await session.run("Open");
    expect(session.effects).toEqual([{ type: "open", target: "/tmp/fig" }]);
  });

  documented("Action.CreateQuicklink", page, "goes to where a quicklink is made, with link and name", async () => {
    const quicklink = { name: "Fig", link: "raycast://extensions/ada/fruit/search" };
    const session = await open(withActions(<Action.CreateQuicklink quicklink={quicklink} />));
    await session.run("Create Quicklink");
    expect(session.effects).toEqual([{ type: "create-quicklink", ...quicklink }]);
  });

  documented("Action.ShowInFinder", page, "reveals a file", async () => {
    const session = await open(withActions(<Action.ShowInFinder title="Show" path="/tmp/fig" />));
    await session.run("Show");
    expect(session.effects).toEqual([{ type: "show-in-finder", path: "/tmp/fig" }]);
  });

  documented("Action.Trash", page, "moves a file to the trash and tells when it has", async () => {
    const path = join(temporaryDirectory(), "fig");
    writeFileSync(path, "");
    const heard: unknown[] = [];
    const session = await open(
      withActions(<Action.Trash title="Trash" paths={path} onTrash={(paths) => heard.push(paths)} />),
    );
    await session.run("Trash");
    expect([existsSync(path), heard]).toEqual([false, [path]]);
  });

  documented("Keyboard.Shortcut.Common", "api-reference/keyboard", "are shortcuts for each platform", async () => {
    for (const [platform, keys] of [
      ["macOS", "cmd+r"],
      ["Windows", "ctrl+r"],
    ] as const) {
      const heard: string[] = [];
      const refresh = (
        <Action title="Go" shortcut={Keyboard.Shortcut.Common.Refresh} onAction={() => heard.push("go")} />
      );
      const session = await open(withActions(refresh), { platform });
      await session.press(keys);
      expect(heard).toEqual(["go"]);
    }
  });
});

describe("forms", () => {
  const page = "api-reference/user-interface/form";
  const form = (fields: ReactElement, onSubmit: (values: Form.Values) => void = () => {}) => (
    <Form
      navigationTitle="Fruit"
      actions={<ActionPanel children={<Action.SubmitForm title="Save" onSubmit={(values) => onSubmit(values)} />} />}
    >
      {fields}
    </Form>
  );
  const fieldsOf = ({ view }: Session) => (view.type === "form" ? view.fields : []);

  documented("Form", page, "has a title, says whether it loads, and shows its fields in order", async () => {
    const session = await open(form(<Form.TextField id="a" />));
    expect(session.view).toMatchObject({
      type: "form",
      navigationTitle: "Fruit",
      isLoading: false,
      fields: [{ id: "a" }],
    });
  });

  documented("Action.SubmitForm", page, "hands over the values of all fields by their ids", async () => {
    const submitted: Form.Values[] = [];
    const fields = (
      <>
        <Form.TextField id="name" defaultValue="Fig" />
        <Form.Checkbox id="isRipe" label="Ripe" />
        <Form.FilePicker id="files" />
      </>
    );
    const session = await open(form(fields, (values) => submitted.push(values)));
    await session.fill("isRipe", true);
    await session.run("Save");
    expect(submitted).toEqual([{ name: "Fig", isRipe: true, files: [] }]);
  });

  documented("Form.TextField", page, "has a title, a placeholder, info, an error, and tells each change", async () => {
    const heard: string[] = [];
    const field = (
      <Form.TextField
        id="a"
        title="Name"
        placeholder="Fig"
        info="As it is called"
        error="Too short"
        onChange={(text) => heard.push(text)}
      />
    );
    const session = await open(form(field));
    expect(fieldsOf(session)).toMatchObject([
      { type: "text", title: "Name", placeholder: "Fig", info: "As it is called", error: "Too short" },
    ]);
    await session.fill("a", "Date");
    expect(heard).toEqual(["Date"]);
  });

  documented("Form.Checkbox", page, "has a label, and is not checked unless it says so", async () => {
    const session = await open(form(<Form.Checkbox id="a" label="Ripe" defaultValue />));
    expect(fieldsOf(session)).toMatchObject([{ type: "checkbox", label: "Ripe", value: true }]);
  });

  documented("Form.FilePicker", page, "tells the paths that were chosen, in a list", async () => {
    const heard: string[][] = [];
    const field = (
      <Form.FilePicker id="a" title="Folders" canChooseDirectories onChange={(paths) => heard.push(paths)} />
    );
    const session = await open(form(field));
    await session.fill("a", ["/tmp"]);
    expect(heard).toEqual([["/tmp"]]);
  });

  documented("Form.Description", page, "shows a text, with a title beside it", async () => {
    const session = await open(form(<Form.Description title="Now" text="Nothing" />));
    expect(fieldsOf(session)).toMatchObject([{ type: "description", title: "Now", text: "Nothing" }]);
  });

  documented("Form.Separator", page, "separates", async () => {
    const session = await open(form(<Form.Separator />));
    expect(fieldsOf(session)).toMatchObject([{ type: "separator" }]);
  });
});

describe("feedback", () => {
  const toastPage = "api-reference/feedback/toast";

  documented("showHUD", "api-reference/feedback/hud", "closes the window and says something in a word", async () => {
    const session = await act(() => showHUD("3 fruits"));
    expect(session.huds).toMatchObject([{ title: "3 fruits" }]);
    expect(session.toast).toBeUndefined();
  });

  for (const name of ["showToast", "Toast", "Toast.Style"]) {
    documented(name, toastPage, "shows a message in a style, which can be changed, with actions", async () => {
      const session = await act(async () => {
        const toast = await showToast({ style: Toast.Style.Animated, title: "Working" });
        toast.style = Toast.Style.Failure;
        toast.title = "Failed";
        toast.primaryAction = { title: "Retry", onAction: (given) => void given.hide() };
      });
      expect(session.toast).toMatchObject({ style: "failure", title: "Failed", primaryAction: { title: "Retry" } });
      await session.runToastAction("Retry");
      expect(session.toast).toBeUndefined();
    });
  }

  for (const name of ["confirmAlert", "Alert.ActionStyle"]) {
    documented(
      name,
      "api-reference/feedback/alert",
      "asks, and resolves with whether the primary action was chosen",
      async () => {
        const answers: boolean[] = [];
        const primaryAction = { title: "Drop", style: Alert.ActionStyle.Destructive };
        const session = await act(async () => {
          for (const title of ["Drop it?", "Really?"]) answers.push(await confirmAlert({ title, primaryAction }));
        });
        expect(session.alert).toMatchObject({
          title: "Drop it?",
          primaryAction: { title: "Drop", style: "destructive" },
        });
        await session.answer(true);
        await session.answer(false);
        expect(answers).toEqual([true, false]);
      },
    );
  }
});

describe("tools", () => {
  const page = "api-reference/tool";
  const run = async (confirmation: Tool.Confirmation<{ name: string }> | undefined) => {
    const heard: unknown[] = [];
    const tool = { default: (input: { name: string }) => heard.push(input), confirmation };
    const session = await openTool(tool, { name: "fig" }, { extensionFolder: extensionFolder(), name: "eat" });
    afterwards(() => session.dispose());
    return { session, heard };
  };
  const asking: Tool.Confirmation<{ name: string }> = async ({ name }) => ({
    style: Action.Style.Destructive,
    message: `Eat the ${name}?`,
    info: [
      { name: "Fruit", value: name },
      { name: "Worm", value: undefined },
    ],
  });

  documented(
    "Tool.Confirmation",
    page,
    "is executed before the tool, with its input; rows without value go",
    async () => {
      const { session, heard } = await run(asking);
      expect(session.alert).toMatchObject({
        message: "Eat the fig?",
        info: [{ name: "Fruit", value: "fig" }],
        primaryAction: { style: "destructive" },
      });
      expect(session.alert?.info).toHaveLength(1);
      expect(heard).toEqual([]);
      await session.answer(true);
      expect(heard).toEqual([{ name: "fig" }]);
    },
  );

  documented("Tool.Confirmation", page, "keeps the tool from being executed where it is canceled", async () => {
    const { session, heard } = await run(asking);
    await session.answer(false);
    expect([session.hasEnded, heard]).toEqual([true, []]);
  });

  documented("Tool.Confirmation", page, "is skipped where it is undefined", async () => {
    for (const confirmation of [undefined, async () => undefined]) {
      const { session, heard } = await run(confirmation);
      expect([session.alerts, heard]).toEqual([[], [{ name: "fig" }]]);
    }
  });

  const concepts = "ai/learn-core-concepts-of-ai-extensions";

  documented("A tool", concepts, "takes an input and returns a value", async () => {
    const tool = { default: async ({ name }: { name: string }) => ({ name, at: new Date(0) }) };
    const session = await openTool(tool, { name: "fig" });
    afterwards(() => session.dispose());
    // As the model gets it.
    expect(session.result).toEqual({ name: "fig", at: "1970-01-01T00:00:00.000Z" });
  });
});

describe("calls", () => {
  documented("Clipboard", "api-reference/clipboard", "takes what is copied", async () => {
    expect((await act(() => Clipboard.copy("fig"))).effects).toEqual([{ type: "copy", text: "fig" }]);
  });

  documented(
    "LocalStorage",
    "api-reference/storage",
    "keeps values until they are removed, also for the next run",
    async () => {
      const dataFolder = temporaryDirectory();
      const read: unknown[] = [];
      await act(() => LocalStorage.setItem("fruit", "fig"), { dataFolder });
      await act(async () => read.push(await LocalStorage.getItem("fruit")), { dataFolder });
      await act(() => LocalStorage.removeItem("fruit"), { dataFolder });
      await act(async () => read.push(await LocalStorage.getItem("fruit")), { dataFolder });
      expect(read).toEqual(["fig", undefined]);
    },
  );

  documented("Cache", "api-reference/cache", "keeps texts at once, by namespace, also for the next run", async () => {
    const dataFolder = temporaryDirectory();
    const read: unknown[] = [];
    await act(() => new Cache({ namespace: "a" }).set("fruit", "fig"), { dataFolder });
    await act(() => read.push(new Cache({ namespace: "a" }).get("fruit"), new Cache().get("fruit")), { dataFolder });
    expect(read).toEqual(["fig", undefined]);
  });

  documented(
    "updateCommandMetadata",
    "api-reference/command",
    "gives the command another subtitle where commands are found, until it is null",
    async () => {
      const session = await act(() => updateCommandMetadata({ subtitle: "3 fruits" }));
      expect(session.effects).toEqual([{ type: "update-subtitle", subtitle: "3 fruits" }]);
    },
  );

  documented(
    "environment",
    "api-reference/environment",
    "says how the command was launched, and where it may keep files",
    async () => {
      const read: unknown[] = [];
      await act(() => read.push(environment.launchType, existsSync(environment.supportPath)));
      expect(read).toEqual([LaunchType.UserInitiated, true]);
    },
  );

  documented(
    "environment",
    "information/background-refresh",
    "says that a command was launched in the background",
    async () => {
      const read: unknown[] = [];
      const session = await openCommand(async () => read.push(environment.launchType), {
        mode: "no-view",
        launchType: "background",
      });
      afterwards(() => session.dispose());
      expect(read).toEqual([LaunchType.Background]);
    },
  );

  documented(
    "getPreferenceValues",
    "api-reference/preferences",
    "has the manifest's defaults and what a person set",
    async () => {
      const read: unknown[] = [];
      const options = { extensionFolder: extensionFolder(), name: "one" };
      await act(() => read.push(getPreferenceValues()), options);
      await act(() => read.push(getPreferenceValues()), { ...options, preferences: { ask: false } });
      expect(read).toEqual([{ ask: true }, { ask: false }]);
    },
  );

  documented("openExtensionPreferences", "api-reference/preferences", "opens the extension's settings", async () => {
    expect((await act(() => openExtensionPreferences())).effects).toEqual([{ type: "open-preferences" }]);
  });

  for (const name of ["launchCommand", "LaunchType"]) {
    documented(name, "api-reference/command", "launches a command, and rejects where there is none", async () => {
      const options = { extensionFolder: extensionFolder(), name: "one" };
      const session = await act(() => launchCommand({ name: "two", type: LaunchType.UserInitiated }), options);
      expect(session.effects).toEqual([{ type: "launch", command: "two", launchType: "userInitiated" }]);
      const heard: unknown[] = [];
      const refused = () =>
        launchCommand({ name: "three", type: LaunchType.UserInitiated }).catch((error) => heard.push(error));
      await act(refused, options);
      expect(heard).toEqual([expect.any(Error)]);
    });
  }

  documented("showInFinder", "api-reference/utilities", "reveals a file", async () => {
    expect((await act(() => showInFinder("/tmp/fig"))).effects).toEqual([{ type: "show-in-finder", path: "/tmp/fig" }]);
  });

  documented("trash", "api-reference/utilities", "moves a file away, and rejects where it cannot", async () => {
    const path = join(temporaryDirectory(), "fig");
    writeFileSync(path, "");
    await act(() => trash(path));
    expect(existsSync(path)).toBe(false);
    const heard: unknown[] = [];
    await act(() => trash(path).catch((error) => heard.push(error)));
    expect(heard).toHaveLength(1);
  });

  documented("useNavigation", "api-reference/user-interface/navigation", "pushes views and pops them", async () => {
    function Child() {
      const { pop } = useNavigation();
      return <Detail markdown="Child" actions={<ActionPanel children={<Action title="Leave" onAction={pop} />} />} />;
    }
    function Parent() {
      const { push } = useNavigation();
      return withActions(<Action title="Enter" onAction={() => push(<Child />)} />);
    }
    const session = await open(() => <Parent />);
    await session.run("Enter");
    expect(session.depth).toBe(2);
    await session.run("Leave");
    expect(session.depth).toBe(1);
  });

  documented(
    "Icon",
    "api-reference/user-interface/icons-and-images",
    "are the names that the package declares",
    async () => {
      expect(Icon.Trash).toBe("trash-16");
      expect(items(await open(<List children={<List.Item title="Fig" icon={Icon.Trash} />} />))[0].icon).toEqual({
        source: Icon.Trash,
      });
    },
  );

  documented("Color", "api-reference/user-interface/colors", "tints icons", async () => {
    const icon = { source: Icon.Dot, tintColor: Color.Red };
    expect(items(await open(<List children={<List.Item title="Fig" icon={icon} />} />))[0].icon).toEqual({
      source: Icon.Dot,
      tint: Color.Red,
    });
  });
});

/** @raycast/utils is code of its own, and runs here as it is. */
describe("utilities", () => {
  documented("createDeeplink", "utilities/functions/createdeeplink", "makes the link of a command", async () => {
    const links: string[] = [];
    const options = { extensionFolder: extensionFolder(), name: "one" };
    await act(() => links.push(createDeeplink({ command: "two", arguments: { fruit: "fig & plum" } })), options);
    const given = encodeURIComponent(JSON.stringify({ fruit: "fig & plum" }));
    expect(links).toEqual([`raycast://extensions/ada/documented/two?arguments=${given}`]);
  });

  documented("useCachedState", "utilities/react-hooks/usecachedstate", "keeps a state for the next run", async () => {
    const dataFolder = temporaryDirectory();
    const seen: number[] = [];
    function Counting() {
      const [count, setCount] = useCachedState("documented-count", 1);
      useEffect(() => {
        seen.push(count);
        if (count === 1) setCount(2);
      }, [count, setCount]);
      return <Detail markdown={String(count)} />;
    }
    await open(() => <Counting />, { dataFolder });
    await open(() => <Counting />, { dataFolder });
    expect(seen).toEqual([1, 2, 2]);
  });

  documented("usePromise", "utilities/react-hooks/usepromise", "loads, and shows a toast when it fails", async () => {
    function Loading() {
      const [fruit, setFruit] = useState("fig");
      const { data, isLoading } = usePromise(
        async (name: string) => (name === "stone" ? Promise.reject(new Error("hard")) : name),
        [fruit],
        {
          failureToastOptions: { title: "Could Not Eat" },
        },
      );
      const actions = <ActionPanel children={<Action title="Stone" onAction={() => setFruit("stone")} />} />;
      return <Detail isLoading={isLoading} markdown={data ?? "nothing"} actions={actions} />;
    }
    const complaint = jest.spyOn(console, "error").mockImplementation(() => {});
    const session = await open(() => <Loading />);
    expect(session.view).toMatchObject({ markdown: "fig" });
    await session.run("Stone");
    expect(session.toast).toMatchObject({ style: "failure", title: "Could Not Eat" });
    complaint.mockRestore();
  });

  documented("showFailureToast", "utilities/functions/showfailuretoast", "shows an error as a toast", async () => {
    const complaint = jest.spyOn(console, "error").mockImplementation(() => {});
    const session = await act(() => showFailureToast(new Error("No such luck"), { title: "Could Not Do It" }));
    expect(session.toast).toMatchObject({ style: "failure", title: "Could Not Do It", message: "No such luck" });
    complaint.mockRestore();
  });
});
