import {
  Action,
  ActionPanel,
  Alert,
  confirmAlert,
  Detail,
  Form,
  Icon,
  Keyboard,
  List,
  popToRoot,
  showToast,
  Toast,
  useNavigation,
} from "@raycast/api";
import { useCachedPromise } from "@raycast/utils";
import { existsSync } from "node:fs";
import { useEffect, useState } from "react";
import { openCommand } from "..";
import { temporaryDirectory } from "../../test/support/temporary";

function Fruit() {
  const [names, setNames] = useState<string[]>();
  useEffect(() => {
    const timer = setTimeout(() => setNames(["Banana", "Apple", "Cherry"]), 20);
    return () => clearTimeout(timer);
  }, []);

  async function eat(name: string) {
    const isSure = await confirmAlert({
      title: `Eat ${name}?`,
      primaryAction: { title: "Eat", style: Alert.ActionStyle.Destructive },
    });
    if (!isSure) return;
    const toast = await showToast({ style: Toast.Style.Animated, title: "Eating" });
    await new Promise((resolve) => setTimeout(resolve, 30));
    setNames((all) => all?.filter((each) => each !== name));
    toast.style = Toast.Style.Success;
    toast.title = `Ate ${name}`;
  }

  return (
    <List isLoading={!names}>
      <List.Section title="Fruit" subtitle={`${names?.length ?? 0}`}>
        {names?.map((name) => (
          <List.Item
            key={name}
            title={name}
            keywords={["food"]}
            icon={Icon.Leaf}
            accessories={[{ text: `${name.length}` }, { tag: "ripe", tooltip: "Eat now" }]}
            actions={
              <ActionPanel>
                <Action title="Eat" onAction={() => eat(name)} />
                <Action.Push title="Look" target={<Look name={name} />} />
              </ActionPanel>
            }
          />
        ))}
      </List.Section>
    </List>
  );
}

function Look({ name }: { name: string }) {
  const { pop } = useNavigation();
  const { data, isLoading } = useCachedPromise(async (of: string) => [`${of} seed`], [name]);
  return (
    <List isLoading={isLoading}>
      {data?.map((title) => (
        <List.Item
          key={title}
          title={title}
          actions={
            <ActionPanel>
              <Action title="Leave" onAction={pop} />
            </ActionPanel>
          }
        />
      ))}
    </List>
  );
}

function titles(session: Awaited<ReturnType<typeof openCommand>>): string[] {
  if (session.view.type !== "list") throw new Error(`Not a list: ${JSON.stringify(session.view)}`);
  return session.view.sections.flatMap(({ items }) => items.map(({ title }) => title));
}

test("a command that loads is waited for", async () => {
  const session = await openCommand(Fruit);
  expect(titles(session)).toEqual(["Banana", "Apple", "Cherry"]);
  session.dispose();
});

test("a declined dialog changes nothing, an accepted one does what it asked", async () => {
  const session = await openCommand(Fruit);
  await session.run("Eat", "Apple");
  expect(session.alert).toMatchObject({ title: "Eat Apple?", primaryAction: { title: "Eat", style: "destructive" } });
  await session.answer(false);
  expect(titles(session)).toContain("Apple");
  expect(session.toasts).toEqual([]);

  await session.run("Eat", "Apple");
  await session.answer(true);
  expect(titles(session)).toEqual(["Banana", "Cherry"]);
  expect(session.toast).toEqual({ style: "success", title: "Ate Apple" });
  session.dispose();
});

test("a pushed view is searched, left, and loads with the real @raycast/utils", async () => {
  const session = await openCommand(Fruit);
  await session.run("Look", "Cherry");
  expect(session.depth).toBe(2);
  expect(titles(session)).toEqual(["Cherry seed"]);
  await session.search("zzz");
  expect(titles(session)).toEqual([]);
  await session.search("");
  await session.run("Leave");
  expect(titles(session)).toEqual(["Banana", "Apple", "Cherry"]);
  session.dispose();
});

describe("selection", () => {
  function Numbers({ onSelect }: { onSelect: (id: string | null) => void }) {
    const [count, setCount] = useState(2);
    useEffect(() => {
      const timer = setTimeout(() => setCount(4), 120);
      return () => clearTimeout(timer);
    }, []);
    const numbers = Array.from({ length: count }, (_, index) => String(count - index));
    return (
      <List isLoading={count < 4} onSelectionChange={onSelect}>
        {numbers.map((number) => (
          <List.Item key={number} id={number} title={number} />
        ))}
      </List>
    );
  }

  it("stays on the first row until a person moves it, then on the row that they chose", async () => {
    const seen: (string | null)[] = [];
    const session = await openCommand(() => <Numbers onSelect={(id) => seen.push(id)} />);
    expect(session.screen?.selectedItemId).toBe("4");
    await session.select("2");
    await session.search("9");
    expect(seen).toEqual(["2", "4", "2", null]);
    session.dispose();
  });
});

test("rows and actions are found by their ids or React keys, wherever those were given, where no title says so", async () => {
  const heard: string[] = [];
  const Row = ({ name }: { name: string }) => (
    <List.Item
      title={name}
      actions={
        <ActionPanel>
          {["eat", "keep"].map((what) => (
            <Action key={what} title={`${what} It (${heard.length})`} onAction={() => heard.push(`${what} ${name}`)} />
          ))}
        </ActionPanel>
      }
    />
  );
  const session = await openCommand(() => (
    <List>
      <Row key="first" name="Fig" />
      <Row key="second" name="Plum" />
      <Row key="third" name="Quince" />
    </List>
  ));
  await session.run("keep", "second");
  await session.select("third");
  await session.run("eat It");
  expect(heard).toEqual(["keep Plum", "eat Quince"]);
  expect(session.view).toMatchObject({
    sections: [{ items: [{ name: "first" }, { name: "second" }, { name: "third" }] }],
  });
  await expect(session.select("never")).rejects.toThrow('No row "never".');
  session.dispose();
});

describe("the dropdown", () => {
  function Seasons({ heard, items }: { heard: string[]; items: string[] }) {
    return (
      <List
        searchBarAccessory={
          <List.Dropdown tooltip="Season" storeValue defaultValue="summer" onChange={(value) => heard.push(value)}>
            {items.map((item) => (
              <List.Dropdown.Item key={item} value={item} title={item.toUpperCase()} />
            ))}
          </List.Dropdown>
        }
      />
    );
  }

  it("reports its first value, and restores what was stored as long as it is still on offer", async () => {
    const dataFolder = temporaryDirectory();
    const heard: string[] = [];
    const open = (items: string[]) => openCommand(() => <Seasons heard={heard} items={items} />, { dataFolder });
    const first = await open(["spring", "summer", "autumn"]);
    await first.choose("AUTUMN");
    const second = await open(["spring", "summer", "autumn"]);
    const third = await open(["spring", "summer"]);
    expect(heard).toEqual(["summer", "autumn", "autumn", "summer"]);
    await expect(third.choose("winter")).rejects.toThrow('There is: "SPRING", "SUMMER".');
    [first, second, third].forEach((session) => session.dispose());
  });
});

describe("search", () => {
  it("is the command's own affair when it listens, and reaches it once when throttled", async () => {
    const heard: string[] = [];
    const session = await openCommand(() => (
      <List throttle onSearchTextChange={(text) => heard.push(text)}>
        <List.Item title="Always" />
      </List>
    ));
    void session.search("a");
    void session.search("ab");
    await session.search("abc");
    expect(heard).toEqual(["abc"]);
    expect(titles(session)).toEqual(["Always"]);
    session.dispose();
  });
});

/** https://developers.raycast.com/api-reference/user-interface/list#list.emptyview */
describe("an empty view", () => {
  it("is never shown while the list loads and nothing is typed, nor is what it offers", async () => {
    let end = () => {};
    function Reading() {
      const [isLoading, setLoading] = useState(true);
      end = () => setLoading(false);
      return (
        <List isLoading={isLoading} actions={<ActionPanel children={<Action title="Refresh" onAction={() => {}} />} />}>
          <List.EmptyView
            title="Nothing"
            actions={<ActionPanel children={<Action title="Stop" onAction={() => {}} />} />}
          />
        </List>
      );
    }
    const session = await openCommand(Reading, { settle: false });
    const offered = () => session.offeredActions().map(({ props }) => props.title);
    const shown = () => (session.view.type === "list" ? session.view.emptyView?.title : undefined);
    await session.waitFor(({ view }) => view.type === "list");
    expect([shown(), ...offered()]).toEqual([undefined, "Refresh"]);
    void session.search("a");
    expect([shown(), ...offered()]).toEqual(["Nothing", "Stop"]);
    void session.search("");
    expect([shown(), ...offered()]).toEqual([undefined, "Refresh"]);
    end();
    await session.settled();
    expect([shown(), ...offered()]).toEqual(["Nothing", "Stop"]);
    session.dispose();
  });
});

describe("failures", () => {
  it("of an action that nobody caught end the command, and fail the test that did not ask for them", async () => {
    const session = await openCommand(() => (
      <List>
        <List.Item
          title="Row"
          actions={
            <ActionPanel>
              <Action
                title="Fail"
                onAction={async () => {
                  await Promise.resolve();
                  throw new Error("No such luck");
                }}
              />
            </ActionPanel>
          }
        />
      </List>
    ));
    await session.run("Fail");
    expect(session.view).toMatchObject({ type: "error", message: "No such luck" });
    expect(session.hasEnded).toBe(true);
    expect(() => session.dispose()).toThrow("No such luck");
  });

  it("of a view end the command, whose place the error takes until it is left", async () => {
    const complaint = jest.spyOn(console, "error").mockImplementation(() => {});
    const Broken = () => {
      throw new Error("Cannot show this");
    };
    const session = await openCommand(() => (
      <List>
        <List.Item title="Row" actions={<ActionPanel children={<Action.Push title="Open" target={<Broken />} />} />} />
      </List>
    ));
    await session.run("Open");
    expect(session.view).toMatchObject({ type: "error", message: "Cannot show this" });
    expect(session.takeErrors()).toHaveLength(1);
    await session.back();
    expect(session.isOpen).toBe(false);
    complaint.mockRestore();
  });

  it("to settle say what is still busy", async () => {
    const session = await openCommand(() => <List isLoading />, { settle: false });
    await expect(session.settled({ timeoutMs: 200 })).rejects.toThrow(
      "Not settled after 0.2 s: a view is still loading.",
    );
    session.dispose();
  });

  it("to find a row or an action say which there are", async () => {
    const session = await openCommand(Fruit);
    await expect(session.run("Eat", "Plum")).rejects.toThrow('No row "Plum". There is: "Banana", "Apple", "Cherry".');
    await expect(session.run("Peel", "Apple")).rejects.toThrow('No action "Peel". There is: "Eat", "Look".');
    session.dispose();
  });
});

describe("a form", () => {
  it("hands over what was filled in, and the defaults of the rest", async () => {
    const submitted: unknown[] = [];
    const session = await openCommand(() => (
      <Form
        actions={
          <ActionPanel>
            <Action.SubmitForm title="Save" onSubmit={(values) => void submitted.push(values)} />
          </ActionPanel>
        }
      >
        <Form.Description text="Who?" />
        <Form.TextField id="name" title="Name" />
        <Form.Checkbox id="isTall" label="Tall" defaultValue />
        <Form.Dropdown id="color">
          <Form.Dropdown.Item value="red" title="Red" />
        </Form.Dropdown>
      </Form>
    ));
    await session.fill("name", "Ada");
    await session.run("Save");
    expect(submitted).toEqual([{ name: "Ada", isTall: true, color: "red" }]);
    await expect(session.fill("age", 3)).rejects.toThrow('no field "age". There is: name, isTall, color.');
    session.dispose();
  });
});

describe("shortcuts", () => {
  function Keys({ heard }: { heard: string[] }) {
    return (
      <List>
        <List.Item
          title="Row"
          actions={
            <ActionPanel>
              <Action
                title="Refresh"
                shortcut={Keyboard.Shortcut.Common.Refresh}
                onAction={() => heard.push("refresh")}
              />
              <Action title="Path" shortcut={Keyboard.Shortcut.Common.CopyPath} onAction={() => heard.push("path")} />
            </ActionPanel>
          }
        />
      </List>
    );
  }

  it.each([
    ["macOS", "cmd+r", "cmd+ctrl+c"],
    ["Windows", "ctrl+r", "alt+shift+c"],
  ] as const)("are those of the platform: %s", async (platform, refresh, path) => {
    const heard: string[] = [];
    const session = await openCommand(() => <Keys heard={heard} />, { platform });
    await session.press(refresh);
    await session.press(path);
    expect(heard).toEqual(["refresh", "path"]);
    await expect(session.press("ctrl+alt+z")).rejects.toThrow("No action has the shortcut ctrl+alt+z.");
    session.dispose();
  });
});

/** https://developers.raycast.com/api-reference/user-interface/action-panel */
describe("Enter", () => {
  const actions = (heard: string[], titles: string[]) => (
    <ActionPanel>
      <ActionPanel.Section>
        <Action title={titles[0]} onAction={() => heard.push(titles[0])} />
      </ActionPanel.Section>
      <ActionPanel.Submenu title="More…" shortcut={Keyboard.Shortcut.Common.Open}>
        {titles.slice(1).map((title) => (
          <Action key={title} title={title} onAction={() => heard.push(title)} />
        ))}
      </ActionPanel.Submenu>
    </ActionPanel>
  );

  it.each(["macOS", "Windows"] as const)("runs the first entry, with %s's modifier the second", async (platform) => {
    const heard: string[] = [];
    const mod = platform === "macOS" ? "cmd" : "ctrl";
    const session = await openCommand(
      () => <List children={<List.Item title="Row" actions={actions(heard, ["One", "Two", "Three"])} />} />,
      { platform },
    );
    await session.press("enter");
    // The second is a submenu: it opens, and Enter is then about what it holds.
    await session.press(`${mod}+enter`);
    expect(heard).toEqual(["One"]);
    await session.press("enter");
    await session.press("enter");
    await session.press(`${mod}+o`);
    await session.press("enter");
    expect(heard).toEqual(["One", "Two", "One", "Two"]);
    await session.press(`${mod}+o`);
    await expect(session.press(`${mod}+enter`)).rejects.toThrow("No action has the shortcut");
    session.dispose();
  });

  it("needs the modifier in a form", async () => {
    const heard: string[] = [];
    const session = await openCommand(
      () => (
        <Form
          actions={
            <ActionPanel children={<Action.SubmitForm title="Save" onSubmit={() => void heard.push("save")} />} />
          }
        >
          <Form.TextField id="name" />
        </Form>
      ),
      { platform: "macOS" },
    );
    await expect(session.press("enter")).rejects.toThrow("No action has the shortcut");
    await session.press("cmd+enter");
    expect(heard).toEqual(["save"]);
    session.dispose();
  });
});

/** https://developers.raycast.com/api-reference/keyboard, and its changelog (1.103.0, 1.56.0) */
describe("a shortcut that Raycast ignores", () => {
  it.each([
    ["Windows", { modifiers: ["cmd"], key: "r" }, "ctrl+r"],
    ["macOS", { modifiers: ["windows"], key: "r" }, "windows+r"],
    ["macOS", { modifiers: ["cmd"], key: "k" }, "cmd+k"],
    ["Windows", { macOS: { modifiers: ["cmd"], key: "r" }, Windows: { modifiers: ["ctrl"], key: "p" } }, "ctrl+p"],
  ] as [platform: "macOS" | "Windows", Keyboard.Shortcut, pressed: string][])(
    "does nothing here either: on %s %p",
    async (platform, shortcut, pressed) => {
      const session = await openCommand(
        () => (
          <Detail
            markdown="Text"
            actions={<ActionPanel children={<Action title="Do" shortcut={shortcut} onAction={() => {}} />} />}
          />
        ),
        { platform },
      );
      await expect(session.press(pressed)).rejects.toThrow("No action has the shortcut");
      session.dispose();
    },
  );
});

describe("disposing", () => {
  it("cleans up after the command and deletes its temporary data", async () => {
    const folders: string[] = [];
    const session = await openCommand(Fruit, { settle: false });
    folders.push(session.data.path);
    session.dispose();
    expect(existsSync(folders[0])).toBe(false);
    await expect(session.run("Eat", "Apple")).rejects.toThrow();
  });

  it("follows when the command pops to the root, and calls back what a popped view was pushed with", async () => {
    const popped: string[] = [];
    const Child = () => {
      const { pop } = useNavigation();
      return (
        <Detail
          markdown="Child"
          actions={
            <ActionPanel>
              <Action title="Leave" onAction={pop} />
            </ActionPanel>
          }
        />
      );
    };
    const session = await openCommand(() => (
      <Detail
        markdown="Parent"
        actions={
          <ActionPanel>
            <Action.Push title="Enter" target={<Child />} onPop={() => popped.push("child")} />
            <Action title="Close" onAction={() => popToRoot()} />
          </ActionPanel>
        }
      />
    ));
    await session.run("Enter");
    expect(session.view).toMatchObject({ type: "detail", markdown: "Child" });
    await session.run("Leave");
    expect(popped).toEqual(["child"]);
    await session.run("Close");
    expect(session.isOpen).toBe(false);
  });
});
