/** Whatever lies in a cache: what was selected goes, and nothing else in the world changes. */

import * as fc from "fast-check";
import { compile, isRoot, noOrdinaryUser, runScript } from "../support/child";
import { temporaryDirectory } from "../support/temporary";
import { checkRemoval, renew, generatedTree } from "./generated-trees";
import { chownSync } from "node:fs";
import { join } from "node:path";
import { fewerUnderWine, itUnless, NOBODY } from "../support/unless";

describe("a removal, in any tree and for any selection, takes exactly what was planned and reports its bytes", () => {
  it.each([
    { threads: 0, numRuns: 40 },
    { threads: 2, numRuns: 8 },
  ])("with $threads threads", async ({ threads, numRuns }) => {
    const base = join(temporaryDirectory(), "base");
    const property = fc.asyncProperty(generatedTree, async (tree) => {
      renew(base);
      await checkRemoval(base, tree, { threads });
    });
    await fc.assert(property, { numRuns: fewerUnderWine(numRuns) });
  });

  itUnless(noOrdinaryUser, "as an ordinary user, read-only directories included", async () => {
    const base = temporaryDirectory();
    if (isRoot) chownSync(base, NOBODY, NOBODY);
    const script = await compile(`
      import * as fc from "fast-check";
      import { checkRemoval, renew, generatedTree } from "./test/files/generated-trees";
      const base = JSON.parse(process.argv[2]).base;
      const property = fc.asyncProperty(generatedTree, async (tree) => {
        renew(base);
        await checkRemoval(base, tree, { threads: 0 });
      });
      fc.assert(property, { numRuns: 40 }).then(
        () => console.log(JSON.stringify({ user: process.geteuid() })),
        (error) => { console.error(error); process.exitCode = 1; },
      );
    `);
    const { user } = await runScript<{ user: number }>(script, { base: join(base, "base") }, { asOrdinaryUser: true });
    expect(user).not.toBe(0);
  });
});
