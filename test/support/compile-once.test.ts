import { createContext, runInContext, type compileFunction } from "node:vm";
import { compileTextsOnce, compilingOnce } from "./compile-once";

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

/** A context that counts how often it is asked for what it has of its own. */
function counting() {
  const asked = { times: 0 };
  const context = createContext({
    get Math() {
      asked.times++;
      return Math;
    },
  });
  return { asked, context };
}
const looking = "let sum = 0; for (let count = 0; count < 100; count++) sum += Math.abs(-1); return sum;";

it("what the language gives is looked up once, and hidden by what a module calls so", () => {
  const { load } = compiler();
  const { asked, context } = counting();
  expect(load(looking, context)()).toBe(100);
  expect(asked.times).toBeLessThan(5);
  const own =
    "const Map = 1; var Set = 2; class Error { own() {} } return `${Map} ${Set} ${typeof Error.prototype.own}`;";
  expect(load(own, {})()).toBe("1 2 function");
});

it("a long text is compiled as modules are, in the context that asks; all else of Function is as ever", () => {
  const texts = [0, 1].map((start) => {
    const { asked, context } = counting();
    compileTextsOnce(context);
    Object.assign(context, { code: `${looking}// ${"long ".repeat(3000)}`, start });
    const sum = runInContext('new Function("from", code.replace("= 0", "= from"))(start)', context) as number;
    return { sum, asked, context };
  });
  expect(texts.map(({ sum }) => sum)).toEqual([100, 101]);
  expect(texts.every(({ asked }) => asked.times < 5)).toBe(true);
  const usual = `[
    new Function("one", "other", "return one + other")(1, 2),
    Function("return 3")(),
    (() => {}) instanceof Function && (() => {}).constructor === Function,
    new Function("return []")() instanceof Array,
    new (class extends Function {})(code.replace("sum = 0", "sum = 4")) instanceof Function,
  ]`;
  for (const { context } of texts)
    expect([...(runInContext(usual, context) as unknown[])]).toEqual([3, 3, true, true, true]);
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
