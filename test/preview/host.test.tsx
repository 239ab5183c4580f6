import { Action, ActionPanel, Alert, confirmAlert, Icon, List, showToast, Toast, useNavigation } from "@raycast/api";
import { useCachedPromise } from "@raycast/utils";
import { useEffect, useState } from "react";
import { openCommand } from "../../preview";

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
