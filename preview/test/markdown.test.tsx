import { renderToStaticMarkup } from "react-dom/server";
import { Markdown } from "../page/markdown";

const drawn = (...lines: string[]) =>
  renderToStaticMarkup(<Markdown text={lines.join("\n")} />).replace(/^<div class="markdown">|\n?<\/div>$/g, "");

/** https://developers.raycast.com/api-reference/user-interface/detail: "Renders a markdown (CommonMark) string". */
describe("markdown is CommonMark", () => {
  it("in which a fence ends with as many of the same characters only", () => {
    const traceback = ['  File "pip.py", line 1', "    ~~~^^^", "ValueError"];
    expect(drawn("```", ...traceback, "```")).toBe(
      "<pre><code>  File &quot;pip.py&quot;, line 1\n    ~~~^^^\nValueError\n</code></pre>",
    );
    expect(drawn("````", "```", "inner", "```", "````", "after")).toBe(
      "<pre><code>```\ninner\n```\n</code></pre>\n<p>after</p>",
    );
  });

  it("in which underscores inside a word are what they are, and stars are not", () => {
    expect(drawn("a__b__c and snake_case_name")).toBe("<p>a__b__c and snake_case_name</p>");
    expect(drawn("a**b**c __d__ _e_")).toBe("<p>a<strong>b</strong>c <strong>d</strong> <em>e</em></p>");
  });

  it("in which a backslash takes the meaning of punctuation, and is itself before anything else", () => {
    expect(drawn(String.raw`C:\Users\ada\.cache \*not\*`)).toBe(String.raw`<p>C:\Users\ada.cache *not*</p>`);
    expect(drawn(String.raw`C:\\Users\\ada\\.cache`)).toBe(String.raw`<p>C:\Users\ada\.cache</p>`);
    expect(drawn("`C:\\Users\\ada\\.cache`")).toBe(String.raw`<p><code>C:\Users\ada\.cache</code></p>`);
  });

  it("with tables", () => {
    expect(drawn("| a | b |", "| - | -: |", "| 1 | 2 |").replace(/\s/g, "")).toBe(
      '<table><thead><tr><thclass="align-left">a</th><thclass="align-right">b</th></tr></thead>' +
        '<tbody><tr><tdclass="align-left">1</td><tdclass="align-right">2</td></tr></tbody></table>',
    );
  });

  it("in which a picture that stands in the text itself is drawn as an image, with its words", () => {
    expect(drawn('![a "line"](data:image/svg+xml;base64,PHN2Zy8+)')).toBe(
      '<p><img src="data:image/svg+xml;base64,PHN2Zy8+" alt="a &quot;line&quot;"></p>',
    );
  });

  it("of which neither HTML, nor images, nor links to anything but the web take effect", () => {
    expect(drawn("<script>alert(1)</script> <b>bold</b>")).not.toMatch(/<script|<b>/);
    expect(drawn("![a page](data:text/html;base64,PGI+)")).not.toContain('data:text/html"');
    expect(drawn("[a](data:image/svg+xml;base64,PHN2Zy8+)")).not.toContain("href");
    expect(drawn("![a *picture*](https://example.org/a.png)")).toBe("<p><em>a *picture*</em></p>");
    expect(drawn("[a](javascript:alert(1)) [b](file:///etc/passwd)")).not.toContain("href");
    expect(drawn("[c](https://example.org/)")).toBe(
      '<p><a href="https://example.org/" target="_blank" rel="noreferrer noopener">c</a></p>',
    );
  });
});
