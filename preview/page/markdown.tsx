/** Markdown as CommonMark has it, with tables. No HTML passes through, so none can be injected, and no image is fetched. */
import MarkdownIt from "markdown-it";
import { useMemo } from "react";

export function Markdown({ text }: { text: string }) {
  const html = useMemo(() => markdown.render(text), [text]);
  return <div className="markdown" dangerouslySetInnerHTML={{ __html: html }} />;
}

const markdown = new MarkdownIt({ html: false });
const { rules } = markdown.renderer;

markdown.validateLink = (url) => /^(https?|mailto):/i.test(url);

rules.link_open = (tokens, at, options, _env, renderer) => {
  tokens[at]?.attrSet("target", "_blank");
  tokens[at]?.attrSet("rel", "noreferrer noopener");
  return renderer.renderToken(tokens, at, options);
};

rules.image = (tokens, at) => `<em>${markdown.utils.escapeHtml(tokens[at]?.content ?? "")}</em>`;

// The page's policy lets no style attribute take effect.
for (const cell of ["th_open", "td_open"] as const) {
  rules[cell] = (tokens, at, options, _env, renderer) => {
    const token = tokens[at];
    const alignment = /text-align:(\w+)/.exec(token?.attrGet("style") ?? "")?.[1] ?? "left";
    if (token) token.attrs = [["class", `align-${alignment}`]];
    return renderer.renderToken(tokens, at, options);
  };
}
