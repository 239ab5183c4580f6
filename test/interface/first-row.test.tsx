/** Which row a list is told to select, whatever the platform itself would do when rows change. */

import { List } from "@raycast/api";
import { useEffect, useState } from "react";
import { openCommand } from "../../preview";
import { useFirstRow } from "../../src/interface/shared/use-first-row";
import { afterwards } from "../support/temporary";

interface Shown {
  rows: string[];
  text: string;
}

/** A list whose rows the test changes; tells what it was told to select, in order. */
async function openList(first: Shown) {
  let show: (shown: Shown) => void = () => {};
  let moveTo: (id: string | null) => void = () => {};
  const told: (string | undefined)[] = [];
  function Rows() {
    const [{ rows, text }, setShown] = useState(first);
    const { selectedItemId, onSelectionChange } = useFirstRow(rows[0], text);
    useEffect(() => {
      show = setShown;
      moveTo = onSelectionChange;
    });
    useEffect(() => void told.push(selectedItemId), [selectedItemId]);
    return (
      <List>
        {rows.map((row) => (
          <List.Item key={row} id={row} title={row} />
        ))}
      </List>
    );
  }
  const session = await openCommand(Rows);
  afterwards(() => session.dispose());
  return {
    told,
    show: async (shown: Shown) => {
      show(shown);
      await session.settled();
    },
    moveTo: (id: string | null) => moveTo(id),
  };
}

it("follows the first row while rows are read, and leaves a person where they have moved to", async () => {
  const list = await openList({ rows: ["old", "older"], text: "" });
  await list.show({ rows: ["new", "old"], text: "" });
  expect(list.told).toEqual(["old", "new"]);
  for (const id of ["old", "new", "old"]) list.moveTo(id);
  await list.show({ rows: ["newer", "new", "old"], text: "" });
  expect(list.told).toEqual(["old", "new"]);
});

it("takes the answer to what it was told for no move, whenever that comes", async () => {
  const list = await openList({ rows: ["a"], text: "" });
  await list.show({ rows: ["b", "a"], text: "" });
  list.moveTo("a");
  list.moveTo("b");
  await list.show({ rows: ["c", "b", "a"], text: "" });
  expect(list.told).toEqual(["a", "b", "c"]);
});

it("goes to the first row when another text is typed, also where that is the row it was told before", async () => {
  const list = await openList({ rows: ["a", "b"], text: "" });
  list.moveTo("a");
  list.moveTo("b");
  await list.show({ rows: ["a", "b"], text: "x" });
  expect(list.told).toEqual(["a", undefined, "a"]);
});

it("waits for a first row", async () => {
  const list = await openList({ rows: [], text: "" });
  list.moveTo(null);
  await list.show({ rows: ["a"], text: "" });
  expect(list.told).toEqual([undefined, "a"]);
});
