import { emptyRemoval } from "../../src/files/remove";
import { result } from "../../src/interface/removal-words";
import { plan } from "../../src/pip-cache/remove";
import { cacheFile } from "../support/package-entries";
import { buildWheel } from "../support/distributions";
import { cachesAt } from "../support/caches";
import { temporaryDirectory } from "../support/temporary";

it("what was stopped tells of failures all the same", async () => {
  const directory = temporaryDirectory();
  cacheFile({ directory, layout: "http-v2" }, buildWheel({ name: "alpha", version: "1.0", size: 9_000 }));
  const planned = await plan(cachesAt(directory), {});
  const failures = [{ path: "/a", code: "EACCES", reason: "No permission." }];
  const removal = { ...emptyRemoval(), stopped: true, files: 1, bytes: planned.bytes - 9_000, failures };
  const next = { retry: () => {}, removeAnyway: () => {} };
  expect(result({ what: "alpha", verb: "Remove", inView: true }, planned, removal, next)).toMatchObject({
    title: "Stopped",
    message: expect.stringMatching(/^Reclaimed .*, 9\.0 kB left · 1 without permission$/),
    primaryAction: { title: "Copy Details" },
  });
});
