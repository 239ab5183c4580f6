import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runPython } from "../../src/pip/run-python";
import { atLimit } from "../support/in-time";
import { temporaryDirectory } from "../support/temporary";
import { itUnless } from "../support/unless";

const onWindows = process.platform === "win32" ? "Windows starts no /bin/sh" : undefined;

itUnless(onWindows, "tells a pip that is asked something to use no index, one that clears nothing of it", async () => {
  const home = temporaryDirectory();
  const python = join(home, "python");
  writeFileSync(python, '#!/bin/sh\necho "index: $PIP_NO_INDEX, version: $PIP_DISABLE_PIP_VERSION_CHECK"\n');
  chmodSync(python, 0o755);
  const machine = { platform: "linux" as const, home, env: {} };
  const said = async (options: object) => (await runPython(machine, python, [], { anyway: true, ...options })).stdout;
  expect(await said({})).toBe("index: 1, version: 1");
  expect(await said({ outlives: true })).toBe("index: , version: 1");
});

itUnless(onWindows, "keeps what a Python said that did not come to its end in time", async () => {
  const home = temporaryDirectory();
  const python = join(home, "python");
  writeFileSync(python, "#!/bin/sh\necho one\nexec sleep 600\n");
  chmodSync(python, 0o755);
  let limit = 0;
  const ask = (timeoutMs: number) => {
    limit = timeoutMs / 1000;
    return runPython({ platform: "linux", home, env: {} }, python, [], { anyway: true, timeoutMs });
  };
  const run = await atLimit(ask, ({ stdout }) => stdout !== "");
  expect(run).toEqual({ stdout: "one", stderr: "", failure: `It did not answer within ${limit} s.` });
});
