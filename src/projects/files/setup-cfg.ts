/** `setup.cfg`: what setuptools takes from it. */
import { ConfigurationFaultError, parsing } from "../../pip/configuration-parser";
import { BrokenFileError, emptyReading, type FileReader, type FileReading } from "./reading";
import { addRequirement } from "./requirement";

export const readSetupCfg: FileReader = function* (bytes) {
  const reading = emptyReading();
  let isOfPackage = false;
  for (const { section, key, value } of yield* settingsIn(bytes)) {
    yield undefined;
    if (/^(?:metadata|options)\b/.test(section)) isOfPackage = true;
    if (section === "metadata" && key === "name") reading.projectName = value.trim();
    if (section === "options" && key === "python-requires") reading.requiresPython = value.trim();
    const isOfProject = section === "options" && /^(?:install|setup|tests)-requires?$/.test(key);
    if (isOfProject || section === "options.extras-require" || section === "options.extras_require") {
      addList(reading, value);
    }
  }
  // Many have settings of linters only.
  return isOfPackage ? reading : undefined;
};

function* settingsIn(bytes: Buffer) {
  try {
    return (yield* parsing(bytes)).settings;
  } catch (error) {
    if (!(error instanceof ConfigurationFaultError)) throw error;
    const where = error.line === undefined ? "" : ` (line ${error.line})`;
    throw new BrokenFileError(`It is no configuration: ${error.fault}${where}.`);
  }
}

/** Lines, or, where there is but one, parts between semicolons. */
function addList(reading: FileReading, value: string): void {
  const [, files] = /^\s*file:(.*)$/s.exec(value) ?? [];
  if (files !== undefined) {
    for (const path of files.split(",").map((file) => file.trim())) {
      reading.includes.push({ path, text: `file: ${path}`, as: "requirements" });
    }
    return;
  }
  const parts = value.includes("\n") ? value.split("\n") : value.split(";");
  for (const part of parts.map((one) => one.trim())) {
    if (part !== "" && !part.startsWith("#")) addRequirement(reading, part);
  }
}
