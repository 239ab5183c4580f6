/** What was typed beside a command's name, or stands in a link that anybody may have written. */

const untypable = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]+/gu;

/** As it would stand in a search field: in one line, without what cannot be typed. Empty where there is none. */
export const typedText = (given: unknown): string =>
  typeof given === "string" ? given.replace(untypable, " ").trim() : "";
