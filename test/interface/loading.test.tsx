import { Action, ActionPanel, List, useNavigation } from "@raycast/api";
import { useEffect, useState } from "react";
import { openCommand, type Session } from "../../preview";
import { useLoading, type Loading } from "../../src/interface/shared/use-loading";
import { afterwards } from "../support/temporary";

type Load = (signal: AbortSignal, name: string) => Promise<string>;

/** Each call of a loader, to be ended by the test. */
class Calls {
  readonly signals: AbortSignal[] = [];
  readonly #ends: { resolve: (data: string) => void; reject: (error: Error) => void }[] = [];

  readonly load: Load = (signal) => {
    this.signals.push(signal);
    return new Promise((resolve, reject) => {
      this.#ends.push({ resolve, reject });
      signal.addEventListener("abort", () => reject(signal.reason as Error));
    });
  };

  succeed(call: number, data: string): void {
    this.#ends[call].resolve(data);
  }

  fail(call: number, message: string): void {
    this.#ends[call].reject(new Error(message));
  }
}

let loading: Loading<string>;

function Loaded({ load }: { load: Load }) {
  const [name, setName] = useState("one");
  const now = useLoading(load, [name], "Could Not Load");
  useEffect(() => {
    loading = now;
  });
  return (
    <List isLoading={now.isLoading}>
      <List.Item
        title={now.error?.message ?? now.data ?? "nothing"}
        actions={
          <ActionPanel>
            <Action title="Load Another" onAction={() => setName("two")} />
            <Action title="Reload" onAction={now.reload} />
            <Action title="Stop" onAction={now.stop} />
          </ActionPanel>
        }
      />
    </List>
  );
}

function Start({ load }: { load: Load }) {
  const { push } = useNavigation();
  return (
    <List>
      <List.Item
        title="start"
        actions={
          <ActionPanel>
            <Action title="Open" onAction={() => push(<Loaded load={load} />)} />
          </ActionPanel>
        }
      />
    </List>
  );
}

async function open(command: () => React.JSX.Element): Promise<Session> {
  const session = await openCommand(command, { settle: false });
  afterwards(() => session.dispose());
  await session.waitFor(() => session.offeredActions().length > 0);
  return session;
}

const screen = ({ view }: Session) => {
  if (view.type !== "list") throw new Error("no list");
  return { title: view.sections[0].items[0].title, isLoading: view.isLoading };
};

it("shows what was loaded, and what is loaded with other arguments", async () => {
  const session = await open(() => <Loaded load={async (_, name) => `${name} loaded`} />);
  await session.settled();
  expect(screen(session)).toEqual({ title: "one loaded", isLoading: false });
  await session.run("Load Another");
  expect(screen(session)).toEqual({ title: "two loaded", isLoading: false });
});

it("stops the one before when it is begun anew, which says nothing any more", async () => {
  const calls = new Calls();
  const session = await open(() => <Loaded load={calls.load} />);
  await session.waitFor(() => calls.signals.length === 1);
  const reloaded = session.run("Reload");
  await session.waitFor(() => calls.signals.length === 2);
  expect(calls.signals.map(({ aborted }) => aborted)).toEqual([true, false]);
  calls.succeed(1, "second");
  await reloaded;
  expect(screen(session)).toEqual({ title: "second", isLoading: false });
  expect(session.toasts).toEqual([]);
});

it("is done when it was stopped, without a word", async () => {
  const calls = new Calls();
  const session = await open(() => <Loaded load={calls.load} />);
  await session.waitFor(() => calls.signals.length === 1);
  await session.run("Stop");
  expect(screen(session)).toEqual({ title: "nothing", isLoading: false });
  expect(session.toasts).toEqual([]);
});

it("says what failed, and tries again when it is asked to", async () => {
  const calls = new Calls();
  const session = await open(() => <Loaded load={calls.load} />);
  await session.waitFor(() => calls.signals.length === 1);
  calls.fail(0, "no disk");
  await session.settled();
  expect(screen(session)).toEqual({ title: "no disk", isLoading: false });
  expect(session.toast).toMatchObject({ style: "failure", title: "Could Not Load", message: "no disk" });
  const retried = session.runToastAction("Retry");
  await session.waitFor(() => calls.signals.length === 2);
  calls.succeed(1, "now it is there");
  await retried;
  expect(screen(session)).toEqual({ title: "now it is there", isLoading: false });
});

it("is stopped when the view is left, and not begun anew by what ends afterwards", async () => {
  const calls = new Calls();
  const session = await open(() => <Start load={calls.load} />);
  const opened = session.run("Open");
  await session.waitFor(() => calls.signals.length === 1);
  await session.back();
  await opened;
  expect(calls.signals.map(({ aborted }) => aborted)).toEqual([true]);
  // A removal, for instance, tells a view that it has changed something.
  loading.reload();
  await session.settled();
  expect(calls.signals).toHaveLength(1);
});
