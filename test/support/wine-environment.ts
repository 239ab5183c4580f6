/** Node as the tests have it under Wine: what Wine cannot do is skipped, and the title says why. */
import { relative } from "node:path";
import type { EnvironmentContext, JestEnvironmentConfig } from "@jest/environment";
import type { Circus } from "@jest/types";
import Environment from "./environment";
import { wineSkips, type Skip } from "./wine-skips";

export default class WineEnvironment extends Environment {
  private readonly skips: Skip[];

  constructor(config: JestEnvironmentConfig, context: EnvironmentContext) {
    super(config, context);
    const file = relative(config.projectConfig.rootDir, context.testPath).replaceAll("\\", "/");
    this.skips = wineSkips.filter(({ files }) => files.includes(file));
  }

  handleTestEvent(event: Circus.Event, state: Circus.State): void {
    if (event.name === "run_start") this.skipIn(state.rootDescribeBlock, "");
  }

  /** Marks what is on the list. A skip that fits no test is a fault of the list, and fails the file. */
  private skipIn(root: Circus.DescribeBlock, above: string): void {
    const tests = [...testsOf(root, above)];
    for (const { tests: pattern, reason } of this.skips) {
      const found = tests.filter(({ title }) => pattern === undefined || pattern.test(title));
      if (found.length === 0) throw new Error(`test/support/wine-skips.ts names no test here: ${String(pattern)}`);
      for (const { test } of found) {
        if (test.mode === "skip") continue;
        test.mode = "skip";
        test.name += ` (${reason})`;
      }
    }
  }
}

function* testsOf(block: Circus.DescribeBlock, above: string): Generator<{ title: string; test: Circus.TestEntry }> {
  for (const child of block.children) {
    const title = `${above}${child.name}`;
    if (child.type === "test") yield { title, test: child };
    else yield* testsOf(child, `${title} › `);
  }
}
