/** Our reading of pip's configuration, held against pips of every generation: each new one may read it in another way. */
import { compareWithOracle } from "../pip/oracle";
import { pipMatrix } from "./matrix";

const count = Number(process.env.PIP_ORACLE_CASES ?? 300);
const seed = Number(process.env.PIP_ORACLE_SEED ?? 20_260_801);

describe.each(pipMatrix())("pip $version on Python $pythonVersion", (pip) => {
  it.each(["linux", "darwin"] as const)("is configured as we say, on %s", (platform) => {
    const { wrong, answered } = compareWithOracle(pip, { count, seed, platform });
    expect(wrong.slice(0, 3)).toEqual([]);
    expect(answered).toBeGreaterThan(count / 3);
  });
});
