import { codeOf, failureOf, isNotFound, isNotPermitted, RefusedError, staysWith } from "../../src/files/failure";
import { platformPath } from "../../src/files/names";
import { visible, visibleLines } from "../../src/files/visible";

it("is known by the system's code, and by no other that an error may carry", () => {
  expect(codeOf(Object.assign(new Error("busy"), { code: "EBUSY" }))).toBe("EBUSY");
  for (const code of ["constructor", "ERR_INVALID_ARG_VALUE", "", 5, undefined]) {
    expect(codeOf(Object.assign(new Error("odd"), { code }))).toBeUndefined();
  }
  expect(codeOf(undefined)).toBeUndefined();
});

it("of no code of the system says what the error says", () => {
  const odd = Object.assign(new Error("ERR_ODD: it is odd"), { code: "ERR_ODD" });
  expect(failureOf("/a", odd, "linux")).toEqual({ path: "/a", code: "UNKNOWN", reason: "ERR_ODD: it is odd" });
});

const withCode = (code: string) => Object.assign(new Error(`${code}: as Node says it`), { code });

it.each<[string, NodeJS.Platform, string]>([
  ["EBUSY", "linux", "It is in use. Close what uses it and try again."],
  ["EPERM", "linux", "The system does not allow it."],
  ["EACCES", "linux", "No permission."],
  ["EACCES", "darwin", "No permission."],
  ["EACCES", "win32", "It is in use, or you may not change it. Close what uses it and try again."],
  ["EPERM", "win32", "It is in use, or you may not change it. Close what uses it and try again."],
  ["EXDEV", "linux", "EXDEV: as Node says it"],
])("%s on %s is said in words: %s", (code, platform, reason) => {
  expect(failureOf("/a/b", withCode(code), platform)).toEqual({
    path: platform === "win32" ? "\\a\\b" : "/a/b",
    code,
    reason,
  });
});

it("of macOS' privacy protection names the setting", () => {
  expect(failureOf("/a", withCode("EPERM"), "darwin").reason).toMatch(/Full Disk Access .*try again/);
});

it("shows what others wrote without what a terminal obeys", () => {
  const refused = new RefusedError("/a", "a link leads to /b\u001b[31m.");
  expect(failureOf("/a", refused, "linux")).toEqual({
    path: "/a",
    code: "REFUSED",
    reason: "Refused: a link leads to /b␛[31m.",
  });
  expect(failureOf("/a", "text\u0007", "linux")).toEqual({ path: "/a", code: "UNKNOWN", reason: "text␇" });
});

it("is that nothing is there, or that this user may not, by the code", () => {
  expect(["ENOENT", "ENOTDIR", "EACCES"].map((code) => isNotFound(withCode(code)))).toEqual([true, true, false]);
  expect(["EACCES", "EPERM", "ENOENT"].map((code) => isNotPermitted(withCode(code)))).toEqual([true, true, false]);
});

it("of what has to stay with another names that one, and has its code", () => {
  const failure = staysWith("/cache/a.body", { path: "/cache/a\u0007", code: "EBUSY", reason: "It is in use." });
  expect(failure).toEqual({
    path: platformPath("/cache/a.body"),
    code: "EBUSY",
    reason: "It stays with a␇, which it belongs to.",
    follows: true,
  });
});

it("of a name is shown, whatever it holds, and cannot turn the order of letters round", () => {
  expect(visible("a\u001b[31m\n\t\u0000b\u007f\u0085\u2028\u2029\u202e\u061cé🙂")).toBe(
    "a␛[31m␊␉␀b␡\\u0085\\u2028\\u2029\\u202e\\u061cé🙂",
  );
  expect(visible("plain name 1.0")).toBe("plain name 1.0");
});

it("of what a program printed leaves its lines and tabs, and no colours", () => {
  expect(visibleLines("\u001b[31mred\u001b[0m\tone\r\ntwo\rthree\u0007\n")).toBe("red\tone\ntwo␍three␇\n");
});
