/** A channel with one package, and environments that have it by links, as conda's are: the library of pixi makes them. */
import { createHash } from "node:crypto";
import { join } from "node:path";
import type { Installed } from "./installed-tool";
import { layOutFiles } from "./lay-out-files";

const linking = `
import asyncio, hashlib, json, pathlib, sys
from rattler import Platform, install, solve

made, base, *names = sys.argv[1:]
channel = pathlib.Path(made, "channel")
if not (channel / "noarch/repodata.json").exists():
    archive = (channel / "noarch/six-1.16.0-pyh_1.conda").read_bytes()
    record = json.loads(pathlib.Path(made, "made/info/index.json").read_text())
    record.update(sha256=hashlib.sha256(archive).hexdigest(), md5=hashlib.md5(archive).hexdigest(), size=len(archive))
    for subdir, packages in (("noarch", {"six-1.16.0-pyh_1.conda": record}), ("linux-64", {})):
        (channel / subdir).mkdir(exist_ok=True)
        told = {"info": {"subdir": subdir}, "packages": {}, "packages.conda": packages, "repodata_version": 1}
        (channel / subdir / "repodata.json").write_text(json.dumps(told))

async def main():
    records = await solve([channel.as_uri()], ["six"], platforms=[Platform("linux-64"), Platform("noarch")])
    for name in names:
        prefix = pathlib.Path(base, "envs", name)
        await install(records, target_prefix=prefix, cache_dir=pathlib.Path(base, "pkgs"), show_progress=False)

asyncio.run(main())
`;

/** What the package has, and where it lies in an environment. */
export const condaBody = "# six\n".repeat(5_000);
export const condaFile = "site/six.py";

/** What `linkedConda` needs. */
export const condaTools = ["py-rattler", "conda-package-handling"];

/** Makes six 1.16.0. @returns what links it into environments of these names, below `envs` of an installation of conda */
export function linkedConda({ home, run }: Installed, base: string): (...names: string[]) => void {
  layOutFiles(home, {
    [`made/${condaFile}`]: condaBody,
    "made/info/index.json": JSON.stringify({
      name: "six",
      version: "1.16.0",
      build: "pyh_1",
      build_number: 1,
      noarch: "generic",
      subdir: "noarch",
      depends: [],
    }),
    "made/info/files": `${condaFile}\n`,
    "made/info/paths.json": JSON.stringify({
      paths_version: 1,
      paths: [
        {
          _path: condaFile,
          path_type: "hardlink",
          sha256: createHash("sha256").update(condaBody).digest("hex"),
          size_in_bytes: condaBody.length,
        },
      ],
    }),
    "channel/noarch/.keep": 0,
    "link.py": linking,
  });
  run("cph", ["create", join(home, "made"), "six-1.16.0-pyh_1.conda", "--out-folder", join(home, "channel/noarch")]);
  return (...names) => void run("python", [join(home, "link.py"), home, base, ...names]);
}
