/** What a pip of any generation has cached, exported: each of the others installs it without an index. */
import { installsWhatIsExported } from "../pip-cache/export-with-pip";
import { pipMatrix } from "./matrix";

describe.each(pipMatrix())("pip $version on Python $pythonVersion", (pip) => installsWhatIsExported(pip, pipMatrix()));
