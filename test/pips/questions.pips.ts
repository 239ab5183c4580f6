/** What pips of every generation say to several questions in one process, held against what each says alone. */
import { compareWithAlone } from "../pip/alone";
import { pipMatrix } from "./matrix";

it.each(pipMatrix())("pip $version on Python $pythonVersion says what it says alone", async (pip) => {
  const { together, alone } = await compareWithAlone(pip, [
    "",
    "[global]\ntimeout = 1\ntimeout = 2\n",
    "[global]\nno-cache-dir = maybe\n",
    "[global]\nno-cache-dir = true\n",
    "[global]\nformat = columns\ncache-dir = ~/mine\n",
    "[global]\nrequire-virtualenv = true\nverbose = 3\nquiet = 2\n",
    "[global]\nextra-index-url =\n  https://index.example.org\n  /a/path\n",
    "[global]\nuse-feature = none-such\ndebug = true\nisolated = true\n",
  ]);
  expect(together).toEqual(alone);
});
