import { List } from "@raycast/api";
import { useState } from "react";
import { openCommand, type Session } from "../../preview";
import { NothingListed } from "../../src/interface/shared/still-reading";
import { useLoading } from "../../src/interface/shared/use-loading";
import { list } from "../commands/open";
import { afterwards } from "../support/temporary";

let ends: ((data: string[]) => void)[];

function Command() {
  const [names, setNames] = useState<string[]>([]);
  const loading = useLoading(
    (signal) =>
      new Promise<void>((resolve, reject) => {
        ends.push((data) => {
          setNames(data);
          resolve();
        });
        signal.addEventListener("abort", () => reject(signal.reason as Error));
      }),
    [],
    "Could Not Read",
  );
  return (
    <List isLoading={loading.isLoading}>
      <NothingListed loading={loading}>
        <List.EmptyView title="All Read" />
      </NothingListed>
      {names.map((name) => (
        <List.Item key={name} title={name} />
      ))}
    </List>
  );
}

async function open(): Promise<Session> {
  ends = [];
  const session = await openCommand(Command, { settle: false });
  afterwards(() => session.dispose());
  await session.waitFor(() => ends.length === 1);
  return session;
}

const said = (session: Session) => list(session).emptyView?.title;

describe("who types before all has been read", () => {
  it("is told that it is still read, and what is there once it is", async () => {
    const session = await open();
    expect(said(session)).toBeUndefined();
    void session.search("fig");
    expect(said(session)).toBe("Still Reading");
    ends[0](["Apple"]);
    await session.settled();
    expect(said(session)).toBe("All Read");
  });

  it("can stop it, is then not told that all was read, and can begin anew", async () => {
    const session = await open();
    void session.search("fig");
    await session.run("Stop");
    expect(said(session)).toBe("Stopped");
    void session.run("Refresh");
    await session.waitFor(() => ends.length === 2);
    expect(said(session)).toBe("Still Reading");
    ends[1]([]);
    await session.settled();
    expect(said(session)).toBe("All Read");
  });
});
