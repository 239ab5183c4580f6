import { findNamed } from "../host/lookup";

const actions = [
  { title: "Remove Package (1.8 GB)", id: "remove" },
  { title: "30 Days (12 Packages, 1.2 GB)", id: "not-used-30" },
  { title: "90 Days (1 Package, up to 3.0 kB)", id: "not-used-90" },
  { title: "Remove 3 Selected Packages (1,204 bytes)", id: "remove-selected" },
  { title: "Python (3.11)", id: "cp311" },
  { title: "Python (3.12)", id: "cp312" },
  { title: "Copy", id: "copy-name" },
  { title: "Copy", id: "copy-path" },
  { title: "remove", id: "odd" },
];
const idOf = (given: string) => findNamed(actions, given, "action").id;

describe("what is called by a name", () => {
  it.each([
    ["Remove Package (1.8 GB)", "remove"],
    ["Remove Package", "remove"],
    ["Remove Package (2.1 GB)", "remove"],
    ["30 Days", "not-used-30"],
    ["30 Days (1 Package, 20 bytes)", "not-used-30"],
    ["90 Days", "not-used-90"],
    ["not-used-90", "not-used-90"],
    ["Remove Selected Packages", "remove-selected"],
    ["Python (3.12)", "cp312"],
    ["copy-path", "copy-path"],
  ])("is found by %s", (given, id) => {
    expect(idOf(given)).toBe(id);
  });

  it.each(["60 Days", "Remove 2 Selected Packages", "Python (3.10)", "constructor", ""])(
    "is not found by %j, which is the name of nothing or of something else",
    (given) => {
      expect(() => idOf(given)).toThrow(`No action "${given}". There is: "Remove Package (1.8 GB)", "30 Days`);
    },
  );

  it("is none of several, which are named", () => {
    expect(() => idOf("Copy")).toThrow('"Copy" is more than one action: "Copy" (copy-name), "Copy" (copy-path).');
    expect(() => idOf("remove")).toThrow('"remove" is more than one action: "Remove Package (1.8 GB)", "remove".');
    expect(() => idOf("Python")).toThrow('"Python" is more than one action: "Python (3.11)", "Python (3.12)".');
    const days = '"30 Days (12 Packages, 1.2 GB)", "90 Days (1 Package, up to 3.0 kB)"';
    expect(() => idOf("Days")).toThrow(`"Days" is more than one action: ${days}.`);
  });
});
