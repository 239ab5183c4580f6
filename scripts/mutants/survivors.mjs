/** Says which mutants nobody noticed, at once: a run takes long, and what it shows first can be mended meanwhile. */
import { relative } from "node:path";

const notNoticed = new Set(["Survived", "NoCoverage", "Timeout"]);

const survivors = () => ({
  onMutantTested({ status, fileName, location, mutatorName, replacement }) {
    if (!notNoticed.has(status)) return;
    const { line, column } = location.start;
    const place = `${relative(process.cwd(), fileName)}:${line}:${column + 1}`;
    console.log(`${status} ${place} ${mutatorName}: ${replacement.replace(/\s+/g, " ").slice(0, 100)}`);
  },
});
survivors.inject = [];

export const strykerPlugins = [{ kind: "Reporter", name: "survivors", factory: survivors }];
