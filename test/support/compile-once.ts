/**
 * Compiles each module once in a process instead of once for each test file: with all commands that is a third of a second
 * each time. What is compiled belongs to no context, and runs in each as if it had been compiled there. The language's own
 * globals it has as variables: each look at one would ask Node, since a test file has a global object of its own.
 */
import { runInContext, Script, type Context } from "node:vm";
import type * as vm from "node:vm";

/** What no test puts something else in the place of: not what tells the time, waits, or belongs to the process. */
const globals = [
  "Array",
  "ArrayBuffer",
  "Atomics",
  "BigInt",
  "BigInt64Array",
  "BigUint64Array",
  "Boolean",
  "Buffer",
  "DataView",
  "Error",
  "Float32Array",
  "Float64Array",
  "Infinity",
  "Int16Array",
  "Int32Array",
  "Int8Array",
  "JSON",
  "Map",
  "Math",
  "NaN",
  "Number",
  "Object",
  "Promise",
  "Proxy",
  "RangeError",
  "Reflect",
  "RegExp",
  "Set",
  "SharedArrayBuffer",
  "String",
  "Symbol",
  "SyntaxError",
  "TextDecoder",
  "TextEncoder",
  "TypeError",
  "URL",
  "URLSearchParams",
  "Uint16Array",
  "Uint32Array",
  "Uint8Array",
  "Uint8ClampedArray",
  "WeakMap",
  "WeakRef",
  "WeakSet",
  "decodeURIComponent",
  "encodeURIComponent",
  "isFinite",
  "isNaN",
  "parseFloat",
  "parseInt",
];

type CompileFunction = typeof vm.compileFunction;
type Import = vm.CompileFunctionOptions["importModuleDynamically"];

interface Compiled {
  code: string;
  parameters: string;
  script: Script;
  /** Of the test file that asked last: each has modules of its own. */
  importModule: Import;
}

/**
 * `compileFunction` of `node:vm`, which jest uses for each module, with a memory by path. The code that is asked for always runs:
 * another one of the same path takes its place.
 */
export function compilingOnce(compileFunction: CompileFunction): CompileFunction {
  const known = new Map<string, Compiled>();
  return (code, params = [], options = {}) => {
    const { filename, parsingContext, importModuleDynamically, ...others } = options;
    if (!filename || !parsingContext || Object.keys(others).length > 0) return compileFunction(code, params, options);
    const parameters = params.join();
    let compiled = known.get(filename);
    if (compiled?.code !== code || compiled.parameters !== parameters) {
      try {
        compiled = compile(code, parameters, filename);
      } catch {
        // It says what is wrong as jest expects it.
        return compileFunction(code, params, options);
      }
      known.set(filename, compiled);
    }
    compiled.importModule = importModuleDynamically;
    return run(compiled.script, parsingContext);
  };
}

/** From how many characters on a text is worth being known. */
const LONG = 10_000;
const texts = new Map<string, Script>();

/** Has `new Function` compile in a context once what is long, as what threads start from is where no thread runs it. */
export function compileTextsOnce(context: Context): void {
  const usual = runInContext("Function", context) as FunctionConstructor;
  const construct: ProxyHandler<FunctionConstructor>["construct"] = (_, given: string[], asked) => {
    const code = given.at(-1) ?? "";
    const parameters = given.slice(0, -1).join();
    if (code.length < LONG || asked !== proxy) return Reflect.construct(usual, given, asked) as object;
    const key = `${parameters}\n${code}`;
    let script = texts.get(key);
    if (!script) texts.set(key, (script = compile(code, parameters).script));
    return run(script, context);
  };
  const proxy = new Proxy(usual, { construct });
  context.Function = proxy;
  usual.prototype.constructor = proxy;
}

/** @param filename absent where it is a text */
function compile(code: string, parameters: string, filename?: string): Compiled {
  const named = new Set(code.match(/\b\w+\b/g));
  // Around the function, since a module may have variables of its own with these names.
  const start = `(({ ${globals.filter((name) => named.has(name)).join()} }) => (function (${parameters}) {`;
  const compiled: Omit<Compiled, "script"> = { code, parameters, importModule: undefined };
  const importModuleDynamically: Import = (...asked) => {
    if (typeof compiled.importModule !== "function") throw new Error(`No import() in ${filename ?? "a text"}`);
    return compiled.importModule(...asked);
  };
  // Lines and columns are those of the code: what is thrown says where.
  const options = { filename, columnOffset: -start.length, importModuleDynamically };
  return Object.assign(compiled, { script: new Script(`${start}${code}\n}))(globalThis)`, options as never) });
}

const run = (script: Script, context: Context) => script.runInContext(context) as ReturnType<CompileFunction>;
