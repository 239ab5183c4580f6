import type { ScreenDocument } from "../terminal/document";
import { printScreen } from "../terminal/print";

const screen: ScreenDocument = {
  command: "one",
  view: "detail",
  isLoading: false,
  toasts: [],
  alerts: [],
  huds: [],
};
const printed = (markdown: string, columns?: number) => printScreen({ ...screen, markdown }, columns);

function printedRows(rows: [title: string, subtitle: string, ...accessories: string[]][], columns?: number): string[] {
  const items = rows.map(([title, subtitle, ...accessories]) => {
    return { title, subtitle, accessories, tooltips: [], actions: [] };
  });
  return printScreen({ ...screen, view: "list", sections: [{ title: "Rows", subtitle: "", items }] }, columns)
    .trimEnd()
    .split("\n")
    .slice(1);
}

describe("markdown in a terminal", () => {
  it("has no backslashes but those that are meant", () => {
    expect(printed(String.raw`**Problem:** C:\\Users\\ada\_l, \~/.cache costs \$5`)).toBe(
      `${String.raw`**Problem:** C:\Users\ada_l, ~/.cache costs $5`}\n`,
    );
  });

  it("leaves code as it is", () => {
    const code = ["````", String.raw`a\_b`, "```", "````", "", "`C:\\_pip` and ``a ` \\* b``"].join("\n");
    expect(printed(code)).toBe(`${code}\n`);
  });

  it("is broken between words where the terminal ends, with what continues a line below its text", () => {
    const text = `- ${"one two three ".repeat(3).trim()}\n\n> ${"four ".repeat(5).trim()}`;
    expect(printed(text, 20)).toBe(
      "- one two three one\n  two three one two\n  three\n\n> four four four\n> four four\n",
    );
  });

  it("keeps lines of code and of tables whole, which nobody could copy else", () => {
    const code = ["```", `pip ${"install ".repeat(5)}x`, "```", "", `| ${"a | ".repeat(9)}`].join("\n");
    expect(printed(code, 20)).toBe(`${code.trim()}\n`);
  });
});

describe("rows in a terminal", () => {
  it("stand in columns, numbers at the right", () => {
    expect(
      printedRows([
        ["torch", "2.5.1", "3 months ago", "1.8 GB"],
        ["nvidia-cudnn", "9.1", "today", "12.0 MB"],
      ]),
    ).toEqual(["  torch         2.5.1  3 months ago  1.8 GB", "  nvidia-cudnn  9.1          today  12.0 MB"]);
  });

  it("fit the terminal with all of their words: below what has no room beside", () => {
    const rows = printedRows(
      [
        ["fig", "ripe", "5 g"],
        ["a-very-long-name-of-a-fruit-that-is-longer-than-the-terminal", "", "1 g"],
        ["plum", "a sentence of some words that has no room beside", "7 g"],
      ],
      40,
    );
    expect(rows).toEqual([
      "  fig   ripe  5 g",
      "  a-very-long-name-of-a-fruit-that-is-",
      "    longer-than-the-terminal",
      "              1 g",
      "  plum        7 g",
      "    a sentence of some words that has no",
      "    room beside",
    ]);
  });

  it("are as wide as they look: letters of the East take two places", () => {
    expect(
      printedRows([
        ["果物", "", "1 g"],
        ["figs", "", "2 g"],
      ]),
    ).toEqual(["  果物  1 g", "  figs  2 g"]);
  });
});

describe("a form in a terminal", () => {
  it("has what is filled in, what it says beside, and below a field why it is refused", () => {
    const fields = [
      { id: "note", type: "text", title: "Note", value: "", error: "Write something first. It can be short." },
      { id: "isSecret", type: "checkbox", title: "Hide", text: "From Others", value: true },
      { id: "files", type: "files", title: "Files", value: ["/a", "/b"] },
      { type: "separator", title: "" },
      { type: "description", title: "Effect", text: "Nothing yet." },
    ];
    expect(printScreen({ ...screen, view: "form", fields }, 40)).toBe(
      [
        "Note:",
        "  ✗ Write something first. It can be",
        "    short.",
        "Hide From Others: yes",
        "Files: /a, /b",
        "Effect: Nothing yet.",
        "",
      ].join("\n"),
    );
  });
});

describe("what is said in a terminal", () => {
  it("is said once: not the title of a view that is its section's or its heading", () => {
    const { length } = printScreen({ ...screen, navigationTitle: "Figs", markdown: "# Figs\n\nRipe." }).split("Figs");
    expect(length).toBe(2);
    const sections = [{ title: "Figs", subtitle: "2", items: [] }];
    expect(printScreen({ ...screen, view: "list", navigationTitle: "Figs", sections })).toBe("Figs  2\n");
  });

  it("names the row that a detail is about", () => {
    const selected = { id: "fig", title: "Fig" };
    expect(printScreen({ ...screen, view: "list", selected, metadata: [{ title: "Size", text: "5 g" }] })).toBe(
      "Fig\n\nSize: 5 g\n",
    );
  });

  it("has questions with all their lines, their answers, and which was given", () => {
    const alert = { title: "Eat 2 figs?", message: "fig: 1 g\n\nplum: 2 g", actions: ["Eat", "Cancel"] };
    expect(printScreen({ ...screen, alerts: [{ ...alert, answered: "no" }] })).toBe(
      "? Eat 2 figs?\n  fig: 1 g\n  plum: 2 g\n  [Eat] [Cancel]: no\n",
    );
  });
});

it("says so where there is nothing to say", () => {
  expect(printScreen({ ...screen, view: "none" })).toBe("Nothing is on screen, and nothing was said.\n");
});
