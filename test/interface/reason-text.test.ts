import { reasons } from "../../src/pip-cache/entry";
import { reasonText } from "../../src/interface/shared/reason-text";

it("has a text for each reason, and each a text of its own", () => {
  const texts = reasons.map((reason) => reasonText({ reason }));
  expect(texts.filter((text) => !text)).toEqual([]);
  expect(new Set(texts).size).toBe(reasons.length);
});

it("says what the index called it, without what a screen would act on", () => {
  expect(reasonText({ reason: "content type", type: "image/\u001b[31mpng" })).toBe("of the type image/␛[31mpng");
  expect(reasonText({ reason: "package type", type: "bdist_egg" }, "spam")).toBe("a bdist_egg of spam");
  expect(reasonText({ reason: "package type" }, "spam")).toBe("a file of spam");
  expect(reasonText({})).toBeUndefined();
});
