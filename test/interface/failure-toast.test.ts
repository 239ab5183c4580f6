/** What a person is told of a failure, and what others would read of it. */

import type { Toast } from "@raycast/api";
import { environment } from "@raycast/api";
import { homedir, userInfo } from "node:os";
import { join } from "node:path";
import { RefusedError } from "../../src/files/failure";
import { anonymous, showFailure } from "../../src/interface/shared/failure-toast";
import { startProgressToast } from "../../src/interface/shared/toasts";
import { open } from "../commands/open";

const failing = (error: unknown, retry?: Toast.ActionOptions) =>
  open(() => showFailure(error, "Could Not Remove alpha", retry), { mode: "no-view" });

const systemError = (code: string, path?: string) => Object.assign(new Error(`${code}: no`), { code, path });

// In the store; in development the button copies only.
beforeEach(() => void jest.spyOn(environment, "isDevelopment", "get").mockReturnValue(false));
afterEach(() => jest.restoreAllMocks());

const cache = join("/cache");
const file = join("/cache/a");
// Windows says the same of both.
const noRights =
  process.platform === "win32"
    ? "It is in use, or you may not change it. Close what uses it and try again."
    : "No permission.";

it.each([
  ["rights", systemError("EACCES", file), `${file}: ${noRights}`],
  ["what is in use", systemError("EBUSY", file), `${file}: It is in use. Close what uses it and try again.`],
  ["a full disk", systemError("ENOSPC"), "The disk is full. Free some space and try again."],
  ["our own refusal", new RefusedError(cache, "it is a link."), `Refused to remove ${cache}: it is a link.`],
  ["time", AbortSignal.abort(new DOMException("late", "TimeoutError")).reason, "It took too long. Try again."],
])("%s: says so, and offers no report of a bug", async (_, error, message) => {
  const session = await failing(error);
  expect(session.toast).toMatchObject({ style: "failure", title: "Could Not Remove alpha", message });
  expect(session.toast?.primaryAction?.title).toBe("Copy Details");
});

it("what can be tried again is, and the details are at hand too", async () => {
  const session = await failing(systemError("EBUSY"), { title: "Retry", onAction: () => {} });
  expect(session.toast?.primaryAction?.title).toBe("Retry");
  expect(session.toast?.secondaryAction?.title).toBe("Copy Details");
});

it("a fault can be reported, by nobody's name and home", async () => {
  const { username } = userInfo();
  const home = process.env.HOME ?? homedir();
  const address = `https://${username}:secret@index.test/simple`;
  const error = new TypeError(`${home}/pip and /Volumes/${username}/pip, asked ${address}`);
  const session = await failing(error);
  expect(session.toast?.title).toBe("Could Not Remove alpha");
  const text = `${anonymous(error).stack}`;
  expect(text).toContain("TypeError: ~/pip and /Volumes/user/pip, asked https://index.test/simple");
  expect(text).not.toContain("secret");
  expect(text).not.toContain(`${home}/`);
});

it("names no home on Windows however it is written", () => {
  const home = "C:\\Users\\Zoë B";
  jest.replaceProperty(process, "env", { ...process.env, HOME: home, USERPROFILE: home });
  const ways = [
    "C:\\Users\\Zoë B\\pip",
    "c:/users/zoë b/pip",
    "C:\\\\Users\\\\Zoë B\\\\pip",
    encodeURI("C:/Users/Zoë B/pip"),
  ];
  expect(anonymous(new Error(ways.join("|"))).message).toBe("~\\pip|~/pip|~\\\\pip|~/pip");
});

it("nothing spins behind a result or a failure, with the window closed too", async () => {
  const session = await open(
    async () => {
      const first = await startProgressToast("Removing");
      await first.settle({ title: "Removed alpha (2 kB Reclaimed)" });
      const second = await startProgressToast("Removing");
      await second.fail(systemError("EBUSY"), "Could Not Remove");
    },
    { mode: "no-view" },
  );
  // What shows progress goes before what is shown in its place, wherever that is.
  expect(session.toast).toMatchObject({ style: "failure", title: "Could Not Remove" });
  expect(session.toasts.map(({ style }) => style)).toEqual(["animated", "success", "animated", "failure"]);
});
