import { renderToStaticMarkup } from "react-dom/server";
import { Markdown } from "../../preview/page/markdown";
import { bullets, code, escaped, fenced, paragraphs } from "../../src/interface/shared/markdown";

/** What a person reads, without what formats it. */
function read(markdown: string): string {
  const html = renderToStaticMarkup(<Markdown text={markdown} />).replace(/^<div class="markdown">|\n?<\/div>$/g, "");
  const text = html.replace(/<[^>]*>/g, "");
  const named: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"' };
  return text.replace(/&(#x27|\w+);/g, (_, name: string) => (name === "#x27" ? "'" : named[name]));
}

const foreign = [
  String.raw`C:\Users\ada\.cache\_pip_\*.whl`,
  "__init__ **bold** _it_ ~~gone~~ `code` ``two``",
  "<script>alert(1)</script> <https://example.org>",
  "[a](https://example.org) ![b](https://example.org/b.png) [c]: https://example.org",
  "# heading",
  "- item",
  "+ item",
  "1. item",
  "23) item",
  "> quoted",
  "| a | b |",
  "---",
  "===",
  "&amp; &#42; &copy;",
  "$$x$$ costs $5",
  "~~~",
  "```",
  "a \\",
  " `",
];

describe("foreign text", () => {
  it.each(foreign)("inside a paragraph is shown as it is: %p", (text) => {
    expect(read(escaped(text))).toBe(text.trim());
    expect(read(`**Problem.** ${escaped(text)}`)).toBe(`Problem. ${text.trim()}`);
    expect(read(bullets([escaped(text)])).trim()).toBe(text.trim());
  });

  it.each([...foreign, "a  b", "`", "``` `", " a "])("as code is shown as it is: %p", (text) => {
    expect(read(code(text))).toBe(text);
  });

  it.each([...foreign, "```\n~~~~\n````", "a\n\n    b\n"])(
    "in a fence is shown as it is, and does not end it: %p",
    (text) => {
      const html = renderToStaticMarkup(<Markdown text={`${fenced(text)}\n\nafter`} />);
      expect(html.match(/<pre>/g)).toHaveLength(1);
      expect(html).toContain("</pre>\n<p>after</p>");
      expect(read(fenced(text)).replace(/\n$/, "")).toBe(text);
    },
  );

  it("in one line has no breaks, and nothing that hides", () => {
    expect(read(escaped("a\nb\u202ec"))).toBe("a b\\u202ec");
    expect(code("a\nb")).toBe("`a␊b`");
  });
});

it("a detail without anything to say has no text at all", () => {
  expect(paragraphs([undefined, false, ""])).toBeUndefined();
  expect(paragraphs(["a", undefined, "b"])).toBe("a\n\nb");
});
