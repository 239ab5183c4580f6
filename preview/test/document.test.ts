import { printScreen, type ScreenDocument } from "../terminal/document";

const printed = (markdown: string) => {
  const screen: ScreenDocument = {
    command: "one",
    view: "detail",
    isLoading: false,
    markdown,
    toasts: [],
    alerts: [],
    huds: [],
  };
  return printScreen(screen);
};

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
});
