/**
 * `npm run bench`: how fast and how lean it is, held against rivals on the same trees in the same run. See README.md.
 */
import { parseArgs } from "node:util";
import { describeMachine, toJson, toLines, toMarkdown, toText } from "./report";
import { runBench } from "./run";
import { Workshop } from "./workshop";

const usage = `npm run bench -- [options]

  --json            print one JSON document
  --markdown        print the table of README.md
  --quick           two rounds, trees of a quarter of the size
  --only NAME       only this figure; may be given several times
  --scale NUMBER    trees of that much of the usual sizes, such as 0.1
  --rest MS         leave a copied tree alone for so long before it is read, instead of 3000
  --directory PATH  make the trees below this directory instead of the system's temporary one`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      json: { type: "boolean", default: false },
      markdown: { type: "boolean", default: false },
      quick: { type: "boolean", default: false },
      only: { type: "string", multiple: true, default: [] },
      scale: { type: "string" },
      rest: { type: "string" },
      directory: { type: "string" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) return void process.stdout.write(`${usage}\n`);
  const scale = Number(values.scale ?? (values.quick ? 0.25 : 1));
  if (!(scale > 0)) throw new Error(`--scale ${values.scale} is no number above 0.`);
  const scaled = (entries: number) => Math.max(10, Math.round(entries * scale));

  const machine = describeMachine();
  const workshop = new Workshop(values.directory, values.rest === undefined ? undefined : Number(values.rest));
  const onSignal = (signal: NodeJS.Signals) => {
    workshop.dispose();
    process.exit(signal === "SIGINT" ? 130 : 143);
  };
  process.on("SIGINT", onSignal).on("SIGTERM", onSignal);
  try {
    const results = await runBench(workshop, {
      sizes: { small: scaled(1_000), medium: scaled(20_000), large: scaled(100_000) },
      quick: values.quick,
      only: values.only,
      onProgress: showProgress,
      onFigures: (figures) => {
        showProgress("");
        process.stderr.write(`${toLines(figures).join("\n")}\n`);
      },
    });
    showProgress("");
    const print = values.json ? toJson : values.markdown ? toMarkdown : toText;
    process.stdout.write(`${print(machine, results)}\n`);
  } finally {
    workshop.dispose();
  }
}

/** On a terminal one line that changes, elsewhere a line each. */
function showProgress(line: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${line}`);
  else if (line !== "") process.stderr.write(`${line}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
