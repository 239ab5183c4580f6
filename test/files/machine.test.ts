import { homedir, userInfo } from "node:os";
import { afterwards } from "../support/temporary";
import { memberAt, own } from "../../src/files/lookup";
import {
  accountHome,
  accountName,
  expandHome,
  systemPath,
  thisMachine,
  variable,
  type Machine,
} from "../../src/files/machine";

const on = (platform: Machine["platform"], env: NodeJS.ProcessEnv = {}): Machine => ({
  platform,
  home: "/home/ada",
  env,
});

function withVariable<T>(name: string, value: string | undefined, act: () => T): T {
  const before = process.env[name];
  const set = (to: string | undefined) => {
    if (to === undefined) delete process.env[name];
    else process.env[name] = to;
  };
  set(value);
  try {
    return act();
  } finally {
    set(before);
  }
}

it("this machine's home is what the variable of the platform says, else the account's", () => {
  const name = process.platform === "win32" ? "USERPROFILE" : "HOME";
  withVariable(name, "/elsewhere", () => expect(thisMachine().home).toBe("/elsewhere"));
  withVariable(name, "", () => expect(thisMachine().home).toBe(homedir()));
  expect(thisMachine().env).toBe(process.env);
});

it.each([
  ["darwin", "darwin", "/home/ada"],
  ["win32", "win32", "C:\\Users\\ada"],
  ["linux", "linux", "/home/ada"],
  ["freebsd", "linux", "/home/ada"],
] as const)("on %s it counts as %s, with the home that this has", (platform, counted, home) => {
  const before = Object.getOwnPropertyDescriptor(process, "platform")!;
  Object.defineProperty(process, "platform", { ...before, value: platform });
  afterwards(() => void Object.defineProperty(process, "platform", before));
  withVariable("HOME", "/home/ada", () =>
    withVariable("USERPROFILE", "C:\\Users\\ada", () => {
      expect(thisMachine()).toMatchObject({ platform: counted, home });
    }),
  );
});

it("the account is the system's, whatever variables say", () => {
  const { homedir: home, username } = userInfo();
  withVariable("HOME", "/elsewhere", () => expect([accountHome(), accountName()]).toEqual([home, username]));
});

it.each([
  ["~", "/home/ada"],
  ["~/x", "/home/ada/x"],
  ["~\\x", "/home/ada\\x"],
  ["~bob/x", "~bob/x"],
  ["/a/~", "/a/~"],
  ["", ""],
])("a tilde stands for the home directory: %p is %p", (path, expected) => {
  expect(expandHome(on("linux"), path)).toBe(expected);
});

it("a home directory with a separator at its end is no other, and one that is the root is the root", () => {
  expect(expandHome({ ...on("linux"), home: "/home/ada/" }, "~/x")).toBe("/home/ada/x");
  expect(expandHome({ ...on("win32"), home: "C:\\Users\\ada\\\\" }, "~\\x")).toBe("C:\\Users\\ada\\x");
  expect(expandHome({ ...on("linux"), home: "/" }, "~")).toBe("/");
});

it("names of variables have no case on Windows, and no variable is what every object has", () => {
  const env = { PIP_Cache_Dir: "D:\\pip", EMPTY: "" };
  expect(variable(on("win32", env), "PIP_CACHE_DIR")).toBe("D:\\pip");
  expect(variable(on("linux", env), "PIP_CACHE_DIR")).toBeUndefined();
  for (const platform of ["win32", "linux"] as const) {
    expect(variable(on(platform, env), "EMPTY")).toBe("");
    expect(variable(on(platform, env), "constructor")).toBeUndefined();
  }
});

it("a folder of the system lies below the machine's root", () => {
  expect(systemPath(on("linux"), "/etc")).toBe("/etc");
  expect(systemPath({ ...on("linux"), root: "/laid/out" }, "/etc")).toBe("/laid/out/etc");
});

it("a table has what it has itself, also where that is a member of a member", () => {
  expect([own({ a: 1 }, "a"), own({ a: 1 }, "toString")]).toEqual([1, undefined]);
  const json: unknown = { a: { b: 0, c: null, d: "text" } };
  expect(memberAt(json, "a.b")).toBe(0);
  for (const path of ["a.c.x", "a.d.length", "a.x", "x.y", "a.constructor"]) {
    expect([path, memberAt(json, path)]).toEqual([path, undefined]);
  }
  expect(memberAt(null, "a")).toBeUndefined();
});
