import { codeOf, failureOf } from "../../src/files/failure";

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
