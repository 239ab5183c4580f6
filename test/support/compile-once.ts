/**
 * Compiles each module once in a process instead of once for each test file: with all commands that is a third of a second
 * each time. What is compiled belongs to no context, and runs in each as if it had been compiled there.
 */
import { Script, type Context } from "node:vm";
import type * as vm from "node:vm";

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

function compile(code: string, parameters: string, filename: string): Compiled {
  const start = `(function (${parameters}) {`;
  const compiled: Omit<Compiled, "script"> = { code, parameters, importModule: undefined };
  const importModuleDynamically: Import = (...asked) => {
    if (typeof compiled.importModule !== "function") throw new Error(`No import() in ${filename}`);
    return compiled.importModule(...asked);
  };
  // Lines and columns are those of the code: what is thrown says where.
  const options = { filename, columnOffset: -start.length, importModuleDynamically };
  return Object.assign(compiled, { script: new Script(`${start}${code}\n})`, options as never) });
}

const run = (script: Script, context: Context) => script.runInContext(context) as ReturnType<CompileFunction>;
