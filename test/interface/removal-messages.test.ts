import { normalize } from "node:path";
import type { Failure } from "../../src/files/failure";
import { emptyRemoval } from "../../src/files/attempts";
import { removalAlert, removalToast } from "../../src/interface/removal/removal-messages";
import { plan } from "../../src/pip-cache/remove/plan";
import { cacheFile } from "../support/package-entries";
import { buildWheel } from "../support/distributions";
import { cachesAt } from "../support/caches";
import { temporaryDirectory } from "../support/temporary";
import { httpV2Entry } from "../support/cache-writer";
import type { Headers } from "../support/answers";
import { specialRows } from "../../src/pip-cache/entry";
import type { Selection } from "../../src/pip-cache/selection";

const [inA, inC] = ["/a", "/c"].map((path) => normalize(path));
const next = { retry: () => {}, removeAnyway: () => {}, removeRest: () => {} };

it("what was stopped tells of failures all the same", async () => {
  const directory = temporaryDirectory();
  cacheFile({ directory, layout: "http-v2" }, buildWheel({ name: "alpha", version: "1.0", size: 9_000 }));
  const planned = await plan(cachesAt(directory), {});
  const failures: Failure[] = [{ path: "/a", code: "EACCES", reason: "No permission." }];
  const removal = { ...emptyRemoval(), stopped: true, entries: 1, bytes: planned.bytes - 9_000, failures };
  expect(removalToast({ what: "alpha", verb: "Remove", inView: true }, planned, removal, next)).toMatchObject({
    title: expect.stringMatching(/^Stopped \(.* kB Reclaimed\)$/),
    message: expect.stringMatching(new RegExp(`^9\\.0 kB left · ${inA.replace("\\", "\\\\")}: No permission\\.$`)),
    primaryAction: { title: "Copy Details" },
  });
});

it("what did not go at all is not said to be removed, and comes with what can be run", async () => {
  const directory = temporaryDirectory();
  cacheFile({ directory, layout: "http-v2" }, buildWheel({ name: "alpha", version: "1.0" }));
  const planned = await plan(cachesAt(directory), {});
  const failures: Failure[] = [
    { path: "/a", code: "EBUSY", reason: "It is in use." },
    { path: "/b", code: "EBUSY", reason: "It is in use." },
    { path: "/b.body", code: "EBUSY", reason: "It stays with b, which it belongs to.", follows: true },
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
  const failures: Failure[] = [{ path: "/a", code: "EBUSY", reason: "It is in use." }];
  const removal = { ...emptyRemoval(), entries: 1, missingEntries: 1, changedEntries: 1, bytes: 2_000, failures };
  expect(removalToast({ what: "pip cache", verb: "Clear", inView: true }, planned, removal, next)).toMatchObject({
    title: "Removed 1 of 3 Entries (2.0 kB Reclaimed)",
    message: `${inA}: It is in use. · 1 entry changed meanwhile and stayed`,
  });
});

it("the question names packages, the versions of one, and why things have no name", async () => {
  const cache = { directory: temporaryDirectory(), layout: "http-v2" } as const;
  for (const version of ["1.0", "1.1"]) cacheFile(cache, buildWheel({ name: "alpha", version, size: 9_000 }));
  const lines = async (selection: Selection) => {
    const planned = await plan(cachesAt(cache.directory), selection);
    const { message } = removalAlert({ what: "all", verb: "Clear", inView: true }, planned, "idle");
    return message?.split("\n").slice(3).sort();
  };
  const size = String.raw`: [\d.]+ kB$`;
  const like = (...texts: string[]) => texts.map((text) => expect.stringMatching(`^${text}${size}`));
  expect(await lines({})).toEqual(like(String.raw`alpha 1\.0 \(wheel\)`, String.raw`alpha 1\.1 \(wheel\)`));
  const bytes = Buffer.concat([Buffer.from([0, 1, 2, 3]), Buffer.alloc(2_000)]);
  for (const [path, type] of ["image/png", "image/\u001bgif"].entries()) {
    const headers: Headers = [["content-type", type]];
    httpV2Entry(cache.directory, { url: `https://files.example.org/${path}`, headers, body: bytes });
  }
  expect(await lines({ rows: [specialRows.other] })).toEqual(like("of the type image/png", "of the type image/␛gif"));
  expect(await lines({})).toEqual(like("Other Files", "alpha"));
});
