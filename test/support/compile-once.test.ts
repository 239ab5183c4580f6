import { createContext, type compileFunction } from "node:vm";
import { compilingOnce } from "./compile-once";

const path = "/somewhere/module.js";
type Options = NonNullable<Parameters<typeof compileFunction>[2]>;

/** Compiles as jest does: for a context, by its path. */
function compiler() {
  const usual = jest.fn();
  const compile = compilingOnce(usual as never);
  const load = (code: string, context: object, options: Options = {}, parameters = ["module"]) =>
    compile(code, parameters, { filename: path, parsingContext: createContext(context), ...options });
  return { usual, load };
}

it("code runs in the context that asks, with variables of its own", () => {
  const { load, usual } = compiler();
  const code = "let count = 0; module.count = () => ++count; module.list = []; module.home = home;";
  const modules = ["one", "other"].map((home) => {
    const module: { count?: () => number; list?: unknown[]; home?: string } = {};
    load(code, { home })(module);
    return module;
  });
  expect(modules.map(({ home }) => home)).toEqual(["one", "other"]);
  expect(modules.map(({ count }) => [count?.(), count?.()])).toEqual([
    [1, 2],
    [1, 2],
  ]);
  expect(Object.getPrototypeOf(modules[0]?.list)).not.toBe(Object.getPrototypeOf(modules[1]?.list));
  expect(usual).not.toHaveBeenCalled();
});

it("what has changed, or is called with others, is compiled anew", () => {
  const { load } = compiler();
  const context = {};
  expect(load("return 1", context)()).toBe(1);
  expect(load("return 2", context)()).toBe(2);
  expect(load("return typeof jest", context)()).toBe("undefined");
  expect(load("return typeof jest", context, {}, ["module", "jest"])({}, {})).toBe("object");
});

it("what is thrown says the line and the column of the code", () => {
  const { load } = compiler();
  const stackOf = (code: string) => {
    try {
      load(code, { Error })();
    } catch (error) {
      return (error as Error).stack;
    }
    return undefined;
  };
  expect(stackOf("throw new Error('first')")).toContain(`${path}:1:7`);
  expect(stackOf("\n  throw new Error('second')")).toContain(`${path}:2:9`);
});

it("what is no module of a test, or no JavaScript, is compiled as ever", () => {
  const { load, usual } = compiler();
  load("return 1", {}, { filename: undefined });
  load("return 1", {}, { contextExtensions: [{}] });
  load("return (", {});
  expect(usual).toHaveBeenCalledTimes(3);
});
