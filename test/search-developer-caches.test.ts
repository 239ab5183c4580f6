import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import SearchDeveloperCaches from "../src/search-developer-caches";
import type { Session } from "../preview";
import { accessories, isolate, open, row, sections, titles } from "./support/commands";
import { temporaryDirectory } from "./support/temporary";
import { compareTrees, hashTree, sumOfSizes } from "./support/tree";

const command = { name: "search-developer-caches" };

/** A home with the caches of three tools, and beside them what must stay. */
function fillHome(): string {
  const home = isolate();
  const file = (path: string, bytes: number) => {
    mkdirSync(dirname(join(home, path)), { recursive: true });
    writeFileSync(join(home, path), "x".repeat(bytes));
  };
  file(".cargo/registry/cache/index.example-1/serde-1.0.0.crate", 300_000);
  file(".cargo/registry/index/index.example-1/.cache/se/rd/serde", 20_000);
  file(".cargo/bin/cargo-tool", 5_000);
  file(".cargo/credentials.toml", 100);
  file(".cache/pip/http-v2/3/f/0/b/5/note", 40_000);
  file(".cache/composer/files/acme/thing/1.zip", 70_000);
  file("project/precious", 1_000);
  symlinkSync(join(home, "project"), join(home, ".cargo/registry/cache/link"));
  return home;
}

async function openFilled(): Promise<{ home: string; session: Session }> {
  const home = fillHome();
  return { home, session: await open(SearchDeveloperCaches, command) };
}

it("shows each tool that has something, with its real size, in groups with their sums", async () => {
  const { home, session } = await openFilled();
  expect(titles(session)).toEqual(expect.arrayContaining(["Cargo", "pip", "Composer"]));
  expect(accessories(row(session, "pip"))).toContain("40.0 kB");
  expect(accessories(row(session, "Composer"))).toContain("70.0 kB");
  const cargo = sumOfSizes(join(home, ".cargo/registry/cache")) + sumOfSizes(join(home, ".cargo/registry/index"));
  expect(accessories(row(session, "Cargo")).at(-1)).toBe(`${Math.round(cargo / 1000)} kB`);
  expect(sections(session).map(({ title }) => title)).toEqual(expect.arrayContaining(["Rust", "Python", "PHP"]));
});

it("clears a tool's safe caches, follows no link, and leaves everything else alone", async () => {
  const { home, session } = await openFilled();
  const before = hashTree(home);
  const action = session.offeredActions().map((node) => String(node.props.title));
  expect(action.some((title) => title.startsWith("Clear Safe Caches…"))).toBe(true);
  await session.select("Composer");
  const clear = session.offeredActions().find((node) => String(node.props.title).startsWith("Clear Composer…"));
  await session.run(String(clear?.props.title), "Composer");
  expect(session.alert).toMatchObject({
    title: "Clear Composer (70.0 kB)?",
    primaryAction: { title: "Clear 70.0 kB" },
  });
  await session.answer(true);
  expect(session.toast).toMatchObject({ title: "Cleared Composer" });
  expect(session.toast?.message).toContain("Reclaimed 70.0 kB");
  const { gone, changed } = compareTrees(before, hashTree(home));
  expect(gone.filter((path) => !path.includes("composer"))).toEqual([]);
  expect(changed.filter((path) => !path.includes("composer"))).toEqual([]);
});

it("clears all safe caches at once, and nothing that a link leads to", async () => {
  const { home, session } = await openFilled();
  const before = hashTree(home);
  const clear = session.offeredActions().find((node) => String(node.props.title).startsWith("Clear Safe Caches…"));
  await session.run(String(clear?.props.title));
  expect(session.alert?.message).toContain("Cargo");
  await session.answer(true);
  const { gone } = compareTrees(before, hashTree(home));
  expect(gone).toContain(".cache/composer/files/acme/thing/1.zip");
  for (const kept of ["project/precious", ".cargo/bin/cargo-tool", ".cargo/credentials.toml"]) {
    expect(gone).not.toContain(kept);
  }
});

it("clears pip's cache as pip can bear it, and reports its bytes", async () => {
  const { home, session } = await openFilled();
  await session.select("pip");
  const action = session.offeredActions().find((node) => String(node.props.title).startsWith("Clear pip…"));
  await session.run(String(action?.props.title), "pip");
  await session.answer(true);
  expect(session.toast).toMatchObject({ style: "success", title: "Cleared pip" });
  expect(session.toast?.message).toContain("Reclaimed 40.0 kB");
  expect(sumOfSizes(join(home, ".cache/pip"))).toBe(0);
  expect(titles(session)).not.toContain("pip");
});

it("does nothing when it is declined", async () => {
  const { home, session } = await openFilled();
  const before = hashTree(home);
  const clear = session.offeredActions().find((node) => String(node.props.title).startsWith("Clear Safe Caches…"));
  await session.run(String(clear?.props.title));
  await session.answer(false);
  expect(compareTrees(before, hashTree(home))).toEqual({ gone: [], added: [], changed: [] });
  expect(session.toast).toBeUndefined();
});

it("remembers sizes, and shows them at once the next time", async () => {
  fillHome();
  const dataFolder = temporaryDirectory();
  await open(SearchDeveloperCaches, { ...command, dataFolder });
  const again = await open(SearchDeveloperCaches, { ...command, dataFolder, settle: false });
  const first = await again.waitFor(({ view }) => view.type === "list" && view);
  expect(first.isLoading).toBe(true);
  expect(accessories(row(again, "pip"))).toContain("40.0 kB");
});
