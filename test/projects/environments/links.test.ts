/** Environments that several paths lead to count once, and none is read where nobody is to look. */
import { join } from "node:path";
import { layOut, type LaidOut } from "../../pip/layout";
import { readAll } from "./read-all";

const lib = "lib/python3.12/site-packages";

function addEnvironment(machine: LaidOut, path: string): void {
  machine.file(`${path}/pyvenv.cfg`, "version = 3.12.7\n");
  machine.file(`${path}/${lib}/six-1.16.0.dist-info/METADATA`, "Name: six\nVersion: 1.16.0\n");
}

it("an environment that is linked elsewhere counts once, and so does Homebrew's folder of packages", async () => {
  const machine = layOut("darwin");
  addEnvironment(machine, "~/.pyenv/versions/3.12.1/envs/web");
  machine.python("~/.pyenv/versions/3.12.1/envs/web/bin/python");
  machine.link(
    "~/.pyenv/versions/web",
    join(machine.home, ".pyenv/versions/3.12.1/envs/web").slice(machine.root.length),
  );
  machine.link("~/.pyenv/versions/3.12.1/envs/web/lib64", "lib");
  const cellar = "/opt/homebrew/Cellar/python@3.12/3.12.9/Frameworks/Python.framework/Versions/3.12";
  machine.python(`${cellar}/bin/python3.12`);
  machine.link("/opt/homebrew/bin/python3.12", `${cellar}/bin/python3.12`);
  machine.file(`/opt/homebrew/${lib}/numpy-2.0.0.dist-info/METADATA`, "Name: numpy\nVersion: 2.0.0\n");
  machine.link(`${cellar}/${lib}`, `/opt/homebrew/${lib}`);

  const { environments } = await readAll({ machine, mounts: [] });
  expect(environments.map(({ path, name, installed }) => [path, name, installed.map((one) => one.name)])).toEqual([
    [join(machine.home, ".pyenv/versions/3.12.1/envs/web"), "web", ["six"]],
    [join(machine.root, cellar), "Python 3.12.9", ["numpy"]],
  ]);
});

it("in the background nobody looks into Documents, nor where a link leads there", async () => {
  const machine = layOut("darwin");
  for (const name of ["api", "web"]) addEnvironment(machine, `~/Documents/envs/${name}`);
  machine.python("~/Documents/envs/api/bin/python");
  addEnvironment(machine, "~/.virtualenvs/own");
  machine.link("~/.virtualenvs/web", join(machine.home, "Documents/envs/web").slice(machine.root.length));
  machine.env = { WORKON_HOME: join(machine.home, "Documents/envs") };

  const names = async (isInBackground: boolean) => {
    const { environments, leftOut } = await readAll({ machine, mounts: [], isInBackground });
    return { names: environments.map(({ name }) => name).sort(), leftOut };
  };
  expect(await names(false)).toEqual({ names: ["api", "own", "web"], leftOut: [] });
  const why = "It is not looked into in the background.";
  expect(await names(true)).toEqual({
    names: ["own"],
    leftOut: [
      { text: join(machine.home, "Documents/envs"), why },
      { text: join(machine.home, ".virtualenvs/web"), why },
    ],
  });
});

it("nobody looks into iCloud, nor into network volumes, whoever names them", async () => {
  const machine = layOut("darwin");
  const cloud = "~/Library/Mobile Documents/com~apple~CloudDocs/envs";
  addEnvironment(machine, `${cloud}/web`);
  addEnvironment(machine, "/Volumes/server/envs/web");
  machine.env = {
    WORKON_HOME: join(machine.home, cloud.slice(1)),
    POETRY_VIRTUALENVS_PATH: join(machine.root, "Volumes/server/envs"),
  };
  const mounts = [{ path: join(machine.root, "Volumes/server"), type: "smbfs" }];
  const { environments, leftOut } = await readAll({ machine, mounts });
  expect(environments).toEqual([]);
  expect(leftOut.map(({ why }) => why).sort()).toEqual(["It is in iCloud.", "It is on a network volume."]);
});
