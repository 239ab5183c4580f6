/** What only a service can tell and clear, with a pretended `docker` that keeps its build cache in a file. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { catalogue } from "../../src/developer-caches/catalogue/catalogue";
import { clearTargets, planClear } from "../../src/developer-caches/clear";
import { measureTarget } from "../../src/developer-caches/measure-tool";
import { resolveTools } from "../../src/developer-caches/resolve";
import type { ClearLog } from "../../src/files/attempts";
import { accountHome, type Machine } from "../../src/files/machine";
import type { RunningProcess } from "../../src/files/processes";
import { temporaryDirectory } from "../support/temporary";
import { compareTrees, hashTree } from "../support/tree";
import { emptyMachine, install, onMachine, toolOf, write } from "./lay-out";

let running: RunningProcess[] | undefined = [];
jest.mock("../../src/files/processes", () => ({
  ...jest.requireActual<object>("../../src/files/processes"),
  listProcesses: () => Promise.resolve(running),
}));

const SOCKET = ".docker/run/docker.sock";
const desktop = "/Applications/Docker.app/Contents/MacOS/com.docker.backend services";

/** A Mac with Docker Desktop, whose build cache is so large; what `docker` was told stands in `said`. */
function withDocker(size: string, { platform = "darwin" as const, script = "" } = {}) {
  running = [{ pid: 42, command: desktop }];
  const machine = emptyMachine(platform);
  write(onMachine(machine, SOCKET), "");
  write(onMachine(machine, "Library/Containers/com.docker.docker/Data/vms/0/data/Docker.raw"), "volumes");
  write(onMachine(machine, "cache-size"), size);
  const said = onMachine(machine, "said.txt");
  install(
    machine,
    "docker",
    `echo "$DOCKER_BUILDKIT $BUILDX_BUILDER $*" >> ${said}
${script}
case "$*" in
*"system df"*) echo "Images: 12GB (80%)"; echo "Local Volumes: 3GB (10%)"; echo "Build Cache: $(cat ${onMachine(machine, "cache-size")})";;
*"builder prune"*) echo 0B > ${onMachine(machine, "cache-size")}; echo "Total reclaimed space: ${size}";;
esac`,
  );
  const [cache] = find(machine);
  if (!cache) throw new Error("No build cache");
  const lines = () => (existsSync(said) ? readFileSync(said, "utf8").trim().split("\n") : []);
  return { machine, cache, said: lines };
}

const find = (machine: Machine) =>
  resolveTools([toolOf("docker.build-cache")], machine).filter(({ target }) => target.id === "docker.build-cache");

it.each([
  ["0B", 0],
  ["512B", 512],
  ["13.7kB", 13_700],
  ["1.234GB", 1_234_000_000],
  ["20.5GB (84%)", 20_500_000_000],
  ["1.1TB", 1_100_000_000_000],
])("the build cache is as large as Docker says: %s", async (size, bytes) => {
  const { machine, cache } = withDocker(size);
  expect(await measureTarget(cache, machine)).toMatchObject({ bytes, shared: 0, upTo: true, unreadable: [] });
});

it("it is cleared by Docker alone, through the socket that was listed, and nothing else of it goes", async () => {
  const { machine, cache, said } = withDocker("1.5GB");
  const root = onMachine(machine, SOCKET);
  const before = hashTree(machine.root);
  const log: ClearLog = { begin: () => {}, done: () => {}, starts: jest.fn(), started: () => {} };
  const result = await clearTargets([cache], machine, { log });
  expect(result).toMatchObject({ reclaimed: 1_500_000_000, cleared: [{ failures: [], stopped: false }] });
  expect(result.cleared[0]?.refused).toBeUndefined();
  // A service gives back to the disk when it likes.
  expect(result.freeSpaceDifference).toBeUndefined();
  // What is interrupted claims nothing that nobody looked at.
  expect(log.starts).toHaveBeenCalledWith({ name: "Docker", roots: [root], bytes: 0 });
  const df = ` --host unix://${root} system df --format {{.Type}}: {{.Reclaimable}}`;
  expect(said().map((line) => line.trim())).toEqual([
    df.trim(),
    `0 default --host unix://${root} builder prune --all --force`,
    df.trim(),
  ]);
  const { gone, changed } = compareTrees(before, hashTree(machine.root));
  expect(gone).toEqual([]);
  expect(changed.map((path) => path.split("/").at(-1))).toEqual(["cache-size"]);
});

it.each([
  ["nothing of it runs", [{ pid: 1, command: "/sbin/launchd" }]],
  ["it cannot be told what runs", undefined],
  ["only Podman runs", [{ pid: 7, command: "/opt/podman/bin/podman machine start" }]],
])("while %s it is not asked, since that could start it", async (_why, processes) => {
  const { machine, cache, said } = withDocker("1.5GB");
  running = processes;
  expect(await measureTarget(cache, machine)).toMatchObject({
    bytes: 0,
    unreadable: [{ path: cache.root, reason: "Docker is not running, and only it can tell." }],
  });
  expect(said()).toEqual([]);
});

const noSizes = ["-5GB", "1.2.3GB", "..GB", "99999999PB", "1e9GB", "Infinity B", "5GiB", "5 TBit"];

it.each([
  ["echo 'Cannot connect to the Docker daemon. Is it running?'; exit 1", /Cannot connect to the Docker daemon/],
  ["echo 'permission denied while trying to connect'; exit 1", /permission denied/],
  ["echo 'Build Cache: much'; exit 0", /does not say it/],
  ...noSizes.map((size): [string, RegExp] => [`echo 'Build Cache: ${size}'; exit 0`, /does not say it/]),
  ["exit 0", /does not say it/],
])("what it says else is no size, but why: %s", async (script, why) => {
  const { machine, cache } = withDocker("1.5GB", { script });
  const { bytes, unreadable } = await measureTarget(cache, machine);
  expect([bytes, unreadable.map(({ reason }) => reason)]).toEqual([0, [expect.stringMatching(why)]]);
});

it("a failure of clearing is said, with nothing reclaimed", async () => {
  const script = `case "$*" in *prune*) echo "Error: cannot prune"; exit 1;; esac`;
  const { machine, cache } = withDocker("1.5GB", { script });
  const { reclaimed, cleared } = await clearTargets([cache], machine);
  expect(reclaimed).toBe(0);
  expect(cleared[0]?.failures).toMatchObject([{ reason: expect.stringContaining("Error: cannot prune") }]);
});

it.each([
  ["it cannot be asked any more afterwards", `touch "$0.on"`, `test -e "$0.on"`],
  ["it could not be asked before", `touch "$0.on"`, `test ! -e "$0.on"`],
])("nothing is claimed to have come back where %s", async (_, prune, isDeaf) => {
  const { machine, cache } = withDocker("1.5GB", {
    script: `case "$*" in
*prune*) ${prune};;
*"system df"*) ${isDeaf} && { echo "Cannot connect to the Docker daemon"; exit 1; };;
esac`,
  });
  const { reclaimed, cleared } = await clearTargets([cache], machine);
  expect([reclaimed, cleared[0]?.failures]).toEqual([0, []]);
  expect(cleared[0]?.kept).toEqual([expect.stringMatching(/^How much came back could not be told: .*Cannot connect/)]);
});

it("without docker it is shown, and said why it is not cleared", async () => {
  running = [{ pid: 42, command: desktop }];
  const machine = emptyMachine("darwin");
  write(onMachine(machine, SOCKET), "");
  const [cache] = find(machine);
  expect(planClear([cache], machine)[0]?.refused).toBe("Only Docker itself can clear it, and “docker” was not found.");
  expect((await measureTarget(cache, machine)).unreadable).toHaveLength(1);
});

it("each service has its own, and one behind two names is one", () => {
  const machine = emptyMachine("darwin", { DOCKER_HOST: "tcp://build.example:2375" });
  for (const path of [SOCKET, ".orbstack/run/docker.sock", ".colima/default/docker.sock", ".colima/work/docker.sock"])
    write(onMachine(machine, path), "");
  expect(find(machine).map(({ root }) => root)).toEqual(
    [SOCKET, ".orbstack/run/docker.sock", ".colima/default/docker.sock", ".colima/work/docker.sock"].map((path) =>
      onMachine(machine, path),
    ),
  );
  machine.env.DOCKER_HOST = `unix://${onMachine(machine, SOCKET)}`;
  expect(find(machine)).toHaveLength(4);
});

it("data of Docker stays data, also where a variable calls it the socket", () => {
  const machine = emptyMachine("linux");
  write(onMachine(machine, "/var/lib/docker/volumes/a/_data/b"), "mine");
  machine.env.DOCKER_HOST = `unix://${onMachine(machine, "/var/lib/docker")}`;
  expect(resolveTools(catalogue, machine).map(({ target }) => target.id)).toEqual(["docker.data"]);
});

it("a service outside of the home is only found by whoever's home it is, not by a sample of one", () => {
  const socket = join(temporaryDirectory(), "docker.sock");
  write(socket, "");
  const env = { DOCKER_HOST: `unix://${socket}` };
  const isFound = (home: string) => find({ platform: "linux", home, env }).some(({ path }) => path === socket);
  expect([isFound(temporaryDirectory()), isFound(accountHome() as string)]).toEqual([false, true]);
  expect(isFound(dirname(socket))).toBe(true);
});
