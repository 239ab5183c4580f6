import { Action, ActionPanel, Detail, Form, Icon, List, type Keyboard } from "@raycast/api";
import type { ReactElement } from "react";
import { openCommand } from "../preview";
import { viewFaults } from "./commands/faults";

const { Metadata } = List.Item.Detail;

async function faultsOf(view: ReactElement): Promise<string[]> {
  const session = await openCommand(() => view);
  const faults = viewFaults(session.screen?.content, new WeakMap());
  session.dispose();
  return faults;
}

const withLabel = (title: string, text: string) => (
  <List>
    <List.Item
      id="row"
      title="Row"
      detail={<List.Item.Detail metadata={<Metadata children={<Metadata.Label title={title} text={text} />} />} />}
    />
  </List>
);

const withShortcut = (shortcut: Keyboard.Shortcut) => (
  <Detail
    markdown="Text"
    actions={
      <ActionPanel children={<Action key="do" title="Do" icon={Icon.Dot} shortcut={shortcut} onAction={() => {}} />} />
    }
  />
);

const sentence = "Every install will download everything again, which takes long";

/** What no view of ours may have is found where one has it. */
describe("the faults of a view", () => {
  it.each([
    [
      "ids that are there twice",
      [<List.Item key={1} id="a" title="A" />, <List.Item key={2} id="a" title="B" />],
      'row "a"',
    ],
    ["a break in a title", [<List.Item key={1} title={"A\nB"} />], "has a break in"],
    ["a break in an id", [<List.Item key={1} id={"a\nb"} title="A" />], "has a break in"],
    ["a break in an accessory", [<List.Item key={1} title="A" accessories={[{ tag: "a\nb" }]} />], "has a break in"],
    ["a keyword twice", [<List.Item key={1} title="A" keywords={["a", "a"]} />], 'keyword of "A"'],
    [
      "too many keywords",
      [<List.Item key={1} title="A" keywords={Array.from({ length: 41 }, (_, at) => `${at}`)} />],
      "41 keywords",
    ],
    [
      "an empty text as markdown",
      [<List.Item key={1} title="A" detail={<List.Item.Detail markdown="" />} />],
      "empty text",
    ],
    [
      "an action without an icon",
      [<List.EmptyView key={1} actions={<ActionPanel children={<Action key="do" title="Do" />} />} />],
      "icon",
    ],
    [
      "an action without a key",
      [<List.EmptyView key={1} actions={<ActionPanel children={<Action title="Do" icon={Icon.Dot} />} />} />],
      '"Do" has no key',
    ],
    [
      "a key with a size in it",
      [<List.EmptyView key={1} actions={<ActionPanel children={<Action key="Do 1.2 MB" title="Do" icon="x" />} />} />],
      "has figures",
    ],
    [
      "an action with the key of another, also in a submenu",
      [
        <List.EmptyView
          key={1}
          actions={
            <ActionPanel>
              <Action key="do" title="Do" icon={Icon.Dot} />
              <ActionPanel.Submenu key="more" title="More…" icon={Icon.Dot}>
                <Action key="do" title="Do More" icon={Icon.Dot} />
              </ActionPanel.Submenu>
            </ActionPanel>
          }
        />,
      ],
      'action "do" is there twice',
    ],
  ])("are %s", async (_what, children, fault) => {
    expect(await faultsOf(<List>{children}</List>)).toEqual([expect.stringContaining(fault)]);
  });

  it("are a row without an id, and a choice that is there twice", async () => {
    expect(await faultsOf(<List children={<List.Item title="A" />} />)).toEqual(['the row "A" has no id']);
    const choice = (title: string) => <List.Dropdown.Item key={title} title={title} value="same" />;
    const dropdown = <List.Dropdown tooltip="Choose" children={["A", "B"].map(choice)} />;
    expect(await faultsOf(<List searchBarAccessory={dropdown} />)).toEqual(['choice "same" is there twice']);
  });

  it("are labels that have no room for their text; a path has its tooltip", async () => {
    expect(await faultsOf(withLabel("Cost", sentence))).toEqual([expect.stringContaining("has no room for")]);
    expect(await faultsOf(withLabel("Reads", `~/a: ${sentence}`))).toHaveLength(1);
    expect(await faultsOf(withLabel("Two", "a\nb"))).toHaveLength(1);
    expect(await faultsOf(withLabel("Path", `~/Library/${"folder/".repeat(20)}`))).toEqual([]);
    expect(await faultsOf(withLabel("Size", "1.2 GB (42% of all)"))).toEqual([]);
  });

  it("are shortcuts that do nothing on a platform", async () => {
    const both = (key: Keyboard.KeyEquivalent): Keyboard.Shortcut => ({
      macOS: { modifiers: ["cmd"], key },
      Windows: { modifiers: ["ctrl"], key },
    });
    expect(await faultsOf(withShortcut({ modifiers: ["cmd"], key: "r" }))).toEqual([expect.stringMatching(/Windows$/)]);
    expect(await faultsOf(withShortcut({ modifiers: ["windows"], key: "r" }))).toEqual([
      expect.stringMatching(/macOS$/),
    ]);
    expect(await faultsOf(withShortcut(both("p")))).toHaveLength(2);
    expect(await faultsOf(withShortcut(both("r")))).toEqual([]);
  });

  it("are fields of a form with the same id", async () => {
    const field = <Form.TextField id="a" />;
    expect(await faultsOf(<Form>{[field, field].map((one, at) => ({ ...one, key: String(at) }))}</Form>)).toHaveLength(
      1,
    );
  });
});
