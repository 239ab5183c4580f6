import { formatPath, titleCaseBeside } from "../../src/interface/shared/format";
import type { Platform } from "../../src/files/machine";
import { failureOf } from "../../src/files/failure";

it.each<[Platform, home: string, path: string, shown: string]>([
  ["win32", "C:\\Users\\Ada Köhler", "C:\\Users\\Ada Köhler\\AppData\\Local\\pip", "~\\AppData\\Local\\pip"],
  [
    "win32",
    "C:\\Users\\ada",
    "C:/Users/ada/AppData/Local/pip/Cache/http-v2/a",
    "~\\AppData\\Local\\pip\\Cache\\http-v2\\a",
  ],
  ["win32", "C:/Users/ada", "c:\\users\\ADA\\pip", "~\\pip"],
  ["win32", "C:\\Users\\ada", "C:/Users/adam/pip", "C:\\Users\\adam\\pip"],
  ["win32", "C:\\Users\\ada", "D:/pip", "D:\\pip"],
  ["win32", "C:\\Users\\ada", "C:\\Users\\ada", "~"],
  ["linux", "/home/ada", "/home/ada/.cache/a\\b", "~/.cache/a\\b"],
  ["linux", "/home/ada", "/home/ada\\b", "/home/ada\\b"],
  ["linux", "/home/ada", "/home/Ada/pip", "/home/Ada/pip"],
  ["darwin", "/Users/ada", "/Users/ada/Library/Caches/pip", "~/Library/Caches/pip"],
])("on %s a path is written as there, with ~ for the home %s: %s", (platform, home, path, shown) => {
  expect(formatPath(path, { home, platform, env: {} })).toBe(shown);
});

it("a failure on Windows names its file as Windows does", () => {
  const error = Object.assign(new Error("EBUSY"), { code: "EBUSY" });
  expect(failureOf("C:/Users/ada/pip/http/a", error, "win32").path).toBe("C:\\Users\\ada\\pip\\http\\a");
  expect(failureOf("/home/ada/a\\b", error, "linux").path).toBe("/home/ada/a\\b");
});

it.each<[string, string, string[]]>([
  ["pip cache", "pip Cache", []],
  ["packages not used for 90 days", "Packages Not Used for 90 Days", ["requests"]],
  ["requests", "requests", ["requests"]],
  ["index page of requests", "Index Page of requests", ["requests"]],
  ["2 versions of torch", "2 Versions of torch", ["torch"]],
  ["numpy 2.0.post1", "numpy 2.0.post1", ["numpy"]],
  ["damaged files of scikit-learn", "Damaged Files of scikit-learn", ["scikit-learn"]],
  ["http-v2/a/b.body", "http-v2/a/b.body", []],
])("%s is in a title %s", (text, title, names) => {
  expect(titleCaseBeside(new Set(names), text)).toBe(title);
});
