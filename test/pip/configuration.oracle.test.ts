/**
 * Our reading of pip's configuration, held against the real pips of this machine over generated combinations of files and
 * variables; `npm run test:pips` does the same with pips of every generation. `PIP_ORACLE_CASES` and `PIP_ORACLE_SEED`
 * ask for more combinations, and for others.
 */
import { atLeast, findPips, onePerVersion } from "../support/pip";
import { itUnless, noPip } from "../support/unless";
import { compareWithOracle } from "./oracle";

const count = Number(process.env.PIP_ORACLE_CASES ?? 40);
const seed = Number(process.env.PIP_ORACLE_SEED ?? 20_260_801);

const pips = onePerVersion(findPips()).filter(({ version }) => atLeast(version, "20.1"));

if (pips.length === 0) itUnless(noPip, "pip's configuration, as a real pip reads it", () => {});

for (const pip of pips) {
  describe(`pip ${pip.version} on Python ${pip.pythonVersion}`, () => {
    // Python 2 cannot be made to believe that it runs on a Mac.
    const platforms = pip.pythonVersion.startsWith("2") ? (["linux"] as const) : (["linux", "darwin"] as const);
    it.each(platforms)("is configured as we say, on %s", (platform) => {
      const { wrong, answered } = compareWithOracle(pip, { count, seed, platform });
      expect(wrong.slice(0, 3)).toEqual([]);
      // The comparison means something only as long as pip does more than refuse what it is given.
      expect(answered).toBeGreaterThan(count / 3);
    });
  });
}
