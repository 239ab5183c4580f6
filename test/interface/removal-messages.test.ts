import { normalize } from "node:path";
import { emptyRemoval } from "../../src/files/attempts";
import { removalToast } from "../../src/interface/removal/removal-messages";
import { plan } from "../../src/pip-cache/remove/remove";
import { cacheFile } from "../support/package-entries";
import { buildWheel } from "../support/distributions";
import { cachesAt } from "../support/caches";
import { temporaryDirectory } from "../support/temporary";

const [inA, inC] = ["/a", "/c"].map((path) => normalize(path));
const next = { retry: () => {}, removeAnyway: () => {} };

it("what was stopped tells of failures all the same", async () => {
  const directory = temporaryDirectory();
  cacheFile({ directory, layout: "http-v2" }, buildWheel({ name: "alpha", version: "1.0", size: 9_000 }));
  const planned = await plan(cachesAt(directory), {});
  const failures = [{ path: "/a", code: "EACCES", reason: "No permission." }];
  const removal = { ...emptyRemoval(), stopped: true, entries: 1, bytes: planned.bytes - 9_000, failures };
  expect(removalToast({ what: "alpha", verb: "Remove", inView: true }, planned, removal, next)).toMatchObject({
    title: "Stopped",
    message: expect.stringMatching(
      new RegExp(`^Reclaimed .*, 9\\.0 kB left · ${inA.replace("\\", "\\\\")}: No permission\\.$`),
    ),
    primaryAction: { title: "Copy Details" },
  });
});

it("what did not go at all is not said to be removed, and comes with what can be run", async () => {
  const directory = temporaryDirectory();
  cacheFile({ directory, layout: "http-v2" }, buildWheel({ name: "alpha", version: "1.0" }));
  const planned = await plan(cachesAt(directory), {});
  const failures = [
    { path: "/a", code: "EBUSY", reason: "It is in use." },
    { path: "/b", code: "EBUSY", reason: "It is in use." },
    { path: "/b.body", code: "EBUSY", reason: "It stays with b, which it belongs to.", follows: true as const },
    { path: "/c", code: "EACCES", reason: "It belongs to root. Run: this", command: "this" },
    { path: "/d", code: "EIO", reason: "The disk reported an error." },
  ];
  const removal = { ...emptyRemoval(), failures };
  expect(removalToast({ what: "alpha", verb: "Remove", inView: true }, planned, removal, next)).toMatchObject({
    title: "Did Not Remove alpha",
    message: `${inC}: It belongs to root. Run: this · ${inA} and 1 more: It is in use. · and for 1 more reason`,
    primaryAction: { title: "Copy Command" },
    secondaryAction: { title: "Retry" },
  });
});

it("what was removed in part accounts for every entry", async () => {
  const directory = temporaryDirectory();
  cacheFile({ directory, layout: "http-v2" }, buildWheel({ name: "alpha", version: "1.0" }));
  for (const name of ["beta", "gamma", "delta"]) {
    cacheFile({ directory, layout: "http-v2" }, buildWheel({ name, version: "1.0" }));
  }
  const planned = await plan(cachesAt(directory), {});
  const failures = [{ path: "/a", code: "EBUSY", reason: "It is in use." }];
  const removal = { ...emptyRemoval(), entries: 1, missingEntries: 1, changedEntries: 1, bytes: 2_000, failures };
  expect(removalToast({ what: "pip cache", verb: "Clear", inView: true }, planned, removal, next)).toMatchObject({
    title: "Removed 1 of 3 Entries",
    message: `Reclaimed 2.0 kB · ${inA}: It is in use. · 1 entry changed meanwhile and stayed`,
  });
});
