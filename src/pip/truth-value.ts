/** What pip takes for yes or no: the words of Python's `strtobool`, in any case. */
const falseValues = ["n", "no", "f", "false", "off", "0"];
const truthValues = new Set(["y", "yes", "t", "true", "on", "1", ...falseValues]);

export const isTruthValue = (value: string): boolean => truthValues.has(value.toLowerCase());

export const isFalse = (value: string): boolean => falseValues.includes(value.toLowerCase());
