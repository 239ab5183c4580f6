import { utimesSync } from "node:fs";
import { join } from "node:path";
import { buildExtension, readExtension } from "../launcher/extension";
import { copyFixtureExtension } from "./support/page";

/** Whether it would be built, which takes some seconds; it is not. */
async function isStale(folder: string): Promise<boolean> {
  const stale = new Error("stale");
  const building = buildExtension(readExtension(folder), () => {
    throw stale;
  });
  return building.then(
    () => false,
    (error) => error === stale,
  );
}

it("what was built anew is built again only when something has changed since", async () => {
  const folder = await copyFixtureExtension();
  expect(await isStale(folder)).toBe(false);
  const later = new Date(Date.now() + 1_000);
  utimesSync(join(folder, "src", "search-fruit.tsx"), later, later);
  expect(await isStale(folder)).toBe(true);
});
