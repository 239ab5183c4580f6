import { parseDays, parseSize, parseVersions, sizeText } from "../../src/interface/tidy/amounts";

describe("a size", () => {
  it.each<[text: string, bytes: number]>([
    ["2 GB", 2e9],
    ["2GB", 2e9],
    ["2,5 GB", 2.5e9],
    ["2.5gb", 2.5e9],
    ["500 MB", 500e6],
    [" 500\u00a0MB ", 500e6],
    ["2 GiB", 2 * 1024 ** 3],
    ["2", 2e9],
    ["0.5", 0.5e9],
    ["1 T", 1e12],
    ["4096 bytes", 4096],
    ["1500 MB", 1.5e9],
    ["1.5000 GB", 1.5e9],
  ])("is understood: %s", (text, value) => {
    expect(parseSize(text)).toEqual({ value });
    expect(parseSize(sizeText(value))).toEqual({ value });
  });

  it.each([
    ...["0", "0 GB", "0.0000000001 GB", "-1", "-1 GB", "abc", "GB", "1e999", "1e3", "٢", "٢ GB", "2 gigs", "0x10"],
    ...[
      "Infinity",
      "NaN",
      "2 GB 3",
      "2..5",
      ".5",
      "1,500 MB",
      "1.500 GB",
      "999999999999999 TB",
      "9".repeat(400),
      "2 %",
    ],
    ...["__proto__", "constructor", "2 constructor"],
  ])("is refused in a sentence: %s", (text) => {
    expect(parseSize(text)).toEqual({ problem: expect.stringMatching(/^[^]{10,140}\.$/) });
  });
});

describe("days and versions", () => {
  it("are whole numbers, with or without their unit", () => {
    expect(["90", " 90 days ", "1 day", "90d"].map(parseDays)).toEqual([90, 90, 1, 90].map((value) => ({ value })));
    expect(["3", "1 version", "3 versions"].map(parseVersions)).toEqual([3, 1, 3].map((value) => ({ value })));
  });

  it.each(["0", "-1", "abc", "1e999", "٢", "1.5", "1,5", "99999", "9".repeat(400), "days"])(
    "are refused in a sentence: %s",
    (text) => {
      expect(parseDays(text)).toEqual({ problem: expect.stringMatching(/^[^]{10,140}\.$/) });
      if (text !== "99999") expect(parseVersions(text)).toEqual({ problem: expect.stringMatching(/^[^]{10,140}\.$/) });
    },
  );
});
