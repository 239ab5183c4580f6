/** Node as the tests have it. */
import vm, { type Context } from "node:vm";
import { TestEnvironment } from "jest-environment-node";
import { compileTextsOnce, compilingOnce } from "./compile-once";

// This module is loaded once in a process, for all its test files.
vm.compileFunction = compilingOnce(vm.compileFunction);

export default class Environment extends TestEnvironment {
  override async setup(): Promise<void> {
    await super.setup();
    compileTextsOnce(this.getVmContext() as Context);
  }
}
