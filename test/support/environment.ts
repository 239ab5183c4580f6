/** Node as the tests have it. */
import vm from "node:vm";
import { TestEnvironment } from "jest-environment-node";
import { compilingOnce } from "./compile-once";

// This module is loaded once in a process, for all its test files.
vm.compileFunction = compilingOnce(vm.compileFunction);

export default class Environment extends TestEnvironment {}
