import fs, { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { configuredIndexes } from "../../src/pip/indexes";
import { temporaryDirectory } from "../support/temporary";

it("names every index that a file or a variable names, once and without credentials", async () => {
  const home = temporaryDirectory();
  const prefix = join(home, "environment");
  mkdirSync(join(home, ".config/pip"), { recursive: true });
  mkdirSync(prefix);
  writeFileSync(
    join(home, ".config/pip/pip.conf"),
    "[global]\nindex-url = https://ada:secret@files.example.org/simple\nextra_index_url =\n    https://two.example.org/simple/\n    https://three.example.org/simple\n",
  );
  writeFileSync(
    join(prefix, "pip.conf"),
    "[install]\nindex-url = https://own.example.org/simple//\nfind-links = https://own.example.org/wheels /srv/wheels\n",
  );
  const env = { PIP_EXTRA_INDEX_URL: "https://two.example.org/simple file:///srv/wheels", PIP_TIMEOUT: "5" };
  const machine = { platform: "linux", home, env, root: join(home, "root") } as const;
  expect(await configuredIndexes(machine, [{ prefix }])).toEqual([
    "https://files.example.org/simple/",
    "https://two.example.org/simple/",
    "https://three.example.org/simple/",
    "https://own.example.org/simple/",
    "https://own.example.org/wheels/",
  ]);
});

it("opens a person's file once, however many pips read it", async () => {
  const home = temporaryDirectory();
  const file = join(home, ".config/pip/pip.conf");
  mkdirSync(join(home, ".config/pip"), { recursive: true });
  writeFileSync(file, "[global]\nindex-url = https://files.example.org/simple\n");
  const machine = { platform: "linux", home, env: {}, root: join(home, "root") } as const;
  const opened = jest.spyOn(fs, "openSync");
  const readers = [{}, { prefix: join(home, "one") }, { prefix: join(home, "two") }];
  expect(await configuredIndexes(machine, readers)).toEqual(["https://files.example.org/simple/"]);
  expect(opened.mock.calls.filter(([path]) => path === file)).toHaveLength(1);
});
