/**
 * Markdown as CommonMark has it, with tables. No HTML passes through, so none can be injected, and no image is fetched: only
 * those that stand in the text itself are drawn, as images, in which nothing runs.
 */
import MarkdownIt from "markdown-it";
import { useMemo } from "react";

export function Markdown({ text }: { text: string }) {
  const html = useMemo(() => markdown.render(text), [text]);
  return <div className="markdown" dangerouslySetInnerHTML={{ __html: html }} />;
}

const markdown = new MarkdownIt({ html: false });
const { rules } = markdown.renderer;

const isDrawing = (url: string): boolean => /^data:image\/svg\+xml;base64,/.test(url);

// Of images, too.
markdown.validateLink = (url) => /^(https?|mailto):/i.test(url) || isDrawing(url);

rules.link_open = (tokens, at, options, _env, renderer) => {
  const token = tokens[at];
  if (token && isDrawing(token.attrGet("href") ?? "")) token.attrs = [];
  token?.attrSet("target", "_blank");
  token?.attrSet("rel", "noreferrer noopener");
  return renderer.renderToken(tokens, at, options);
};

rules.image = (tokens, at) => {
  const words = markdown.utils.escapeHtml(tokens[at]?.content ?? "");
  const source = tokens[at]?.attrGet("src") ?? "";
  return isDrawing(source) ? `<img src="${markdown.utils.escapeHtml(source)}" alt="${words}">` : `<em>${words}</em>`;
};

// The page's policy lets no style attribute take effect.
for (const cell of ["th_open", "td_open"] as const) {
  rules[cell] = (tokens, at, options, _env, renderer) => {
    const token = tokens[at];
    const alignment = /text-align:(\w+)/.exec(token?.attrGet("style") ?? "")?.[1] ?? "left";
    if (token) token.attrs = [["class", `align-${alignment}`]];
    return renderer.renderToken(tokens, at, options);
  };
}
