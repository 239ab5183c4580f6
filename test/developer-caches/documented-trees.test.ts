/**
 * Trees of whole tools as their documents and their code lay them out, on Linux: with what lies beside a cache and has to stay.
 */
import { mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { catalogue } from "../../src/developer-caches/catalogue/catalogue";
import { clearTargets } from "../../src/developer-caches/clear";
import { measureTarget } from "../../src/developer-caches/measure-tool";
import { resolveTools } from "../../src/developer-caches/resolve";
import type { Machine } from "../../src/files/machine";
import { compareTrees, hashTree } from "../support/tree";
import { emptyMachine, onMachine, write } from "./lay-out";

const hash = (digit: string, digits: number) => digit.repeat(digits);

interface Tree {
  /** What goes with all that can be cleared of it, below the home directory or the root. */
  goes: string[];
  /** What is the tool's, too, and stays. */
  stays?: string[];
  /** Links that the tool makes: where, and to what below the home directory. */
  links?: [path: string, to: string][];
}

const trees: Record<string, Tree> = {
  gh: {
    goes: [
      `.cache/gh/ab/cd/${hash("e", 60)}`,
      ".cache/gh/run-log-9301-1700000000.zip",
      "/tmp/gh-cli-cache/run-log-77-1600000000.zip",
    ],
    stays: [".config/gh/hosts.yml", ".local/share/gh/extensions/gh-dash/gh-dash", ".local/state/gh/state.yml"],
  },
  mise: {
    goes: [
      ".cache/mise/node/remote_versions-3a.msgpack.z",
      ".cache/mise/node/22.1.0/bin_paths-9.msgpack.z",
      ".cache/mise/aqua-registry/pkgs/cli/cli/registry.yaml",
      ".cache/mise/lockfiles/0a1b",
    ],
    stays: [
      ".cache/mise/http-tarballs/4f/bin/tool",
      ".local/share/mise/installs/node/22.1.0/bin/node",
      ".config/mise/config.toml",
      ".local/state/mise/trusted-configs/a",
    ],
    links: [[".local/share/mise/installs/http-tool/1.0", ".cache/mise/http-tarballs/4f"]],
  },
  "golangci-lint": {
    goes: [
      `.cache/golangci-lint/0a/${hash("0a", 32)}-a`,
      `.cache/golangci-lint/0a/${hash("0a", 32)}-d`,
      ".cache/golangci-lint/trim.txt",
      ".cache/golangci-lint/README",
    ],
    stays: [".golangci.yml"],
  },
  bazel: {
    goes: [
      `.cache/bazel/_bazel_ada/install/${hash("a", 32)}/A-server.jar`,
      `.cache/bazel/_bazel_ada/${hash("b", 32)}/DO_NOT_BUILD_HERE`,
      `.cache/bazel/_bazel_ada/${hash("b", 32)}/execroot/_main/bazel-out/k8-fastbuild/bin/app`,
      `.cache/bazel/_bazel_ada/cache/repos/v1/content_addressable/sha256/${hash("c", 64)}/file`,
      `.cache/bazelisk/downloads/sha256/${hash("d", 64)}/bin/bazel`,
    ],
    stays: [".bazelrc", "src/app/BUILD.bazel", ".cache/bazel-disk/ac/00/a"],
    links: [
      [`.cache/bazel/_bazel_ada/${hash("b", 32)}/execroot/_main/app`, "src/app"],
      ["src/bazel-bin", `.cache/bazel/_bazel_ada/${hash("b", 32)}/execroot/_main/bazel-out/k8-fastbuild/bin`],
    ],
  },
  zig: {
    goes: [
      `.cache/zig/h/${hash("a", 32)}`,
      `.cache/zig/o/${hash("b", 32)}/libcompiler_rt.a`,
      ".cache/zig/p/zap-0.1.7-abc/build.zig",
      `.cache/zig/z/${hash("c", 32)}`,
    ],
    stays: ["app/.zig-cache/o/a/app", ".cache/zls/config.json"],
  },
  prisma: {
    goes: [`.cache/prisma/master/${hash("a", 40)}/debian-openssl-3.0.x/schema-engine`],
    stays: [".cache/prisma-python/binaries/5/engine", ".local/share/prisma-dev-nodejs/durable/db", ".config/prisma/a"],
  },
  selenium: {
    goes: [
      ".cache/selenium/chromedriver/linux64/131.0.6778.85/chromedriver",
      ".cache/selenium/chrome/linux64/131.0.6778.85/chrome",
      ".cache/selenium/se-metadata.json",
    ],
    stays: [".cache/selenium/se-config.toml"],
  },
  trivy: {
    goes: [
      ".cache/trivy/fanal/fanal.db",
      ".cache/trivy/db/trivy.db",
      ".cache/trivy/db/metadata.json",
      ".cache/trivy/java-db/trivy-java.db",
      ".cache/trivy/java-db/metadata.json",
      ".cache/trivy/policy/content/policies/a.rego",
      ".cache/trivy/policy/metadata.json",
    ],
    stays: [".trivy/plugins/referrer/plugin.yaml", ".trivy/vex/repository.yaml", ".config/trivy/trivy-key"],
  },
  rustup: {
    goes: [`.rustup/downloads/${hash("a", 64)}.partial`, ".rustup/tmp/k3j4h5k3j4h5k3j4_dir/rustc/bin/rustc"],
    stays: [
      ".rustup/settings.toml",
      ".rustup/update-hashes/stable-x86_64-unknown-linux-gnu",
      ".rustup/toolchains/stable-x86_64-unknown-linux-gnu/bin/rustc",
      ".cargo/bin/rustup",
    ],
    links: [[".rustup/toolchains/own", "src/rust/build"]],
  },
  minikube: {
    goes: [
      ".minikube/cache/preloaded-tarball/preloaded-images-k8s-v18-v1.31.0-docker-overlay2-amd64.tar.lz4",
      ".minikube/cache/iso/amd64/minikube-v1.34.0-amd64.iso",
      ".minikube/cache/linux/amd64/v1.31.0/kubectl",
    ],
    stays: [
      ".minikube/machines/minikube/disk.qcow2",
      ".minikube/profiles/minikube/client.key",
      ".minikube/ca.key",
      ".minikube/config/config.json",
      ".minikube/files/etc/own",
      ".minikube/addons/own.yaml",
      ".kube/config",
    ],
  },
  vagrant: {
    goes: [`.vagrant.d/tmp/box${hash("a", 40)}`],
    stays: [
      ".vagrant.d/boxes/hashicorp-VAGRANTSLASH-bionic64/1.0.282/virtualbox/box.img",
      ".vagrant.d/data/machine-index/index",
      ".vagrant.d/insecure_private_key",
      ".vagrant.d/gems/3.1/gems/own/own.rb",
      "app/.vagrant/machines/default/virtualbox/id",
    ],
  },
  vcpkg: {
    goes: [`.cache/vcpkg/archives/ab/${hash("ab", 32)}.zip`],
    stays: [".vcpkg/vcpkg.path.txt", "vcpkg/installed/x64-linux/lib/libz.a", ".cache/vcpkg/registries/git/own"],
  },
  nix: {
    goes: [`.cache/nix/eval-cache-v6/${hash("a", 64)}.sqlite`, ".cache/nix/gitv3/0abc/HEAD"],
    stays: [".cache/nix/own/notes", ".local/state/nix/profiles/profile-1-link", ".config/nix/nix.conf"],
  },
  helm: {
    goes: [".cache/helm/repository/bitnami-index.yaml", ".cache/helm/repository/bitnami-charts.txt"],
    stays: [
      ".cache/helm/plugins/https-github.com-databus23-helm-diff/plugin.yaml",
      ".config/helm/repositories.yaml",
      ".config/helm/registry/config.json",
    ],
    links: [[".local/share/helm/plugins/helm-diff", ".cache/helm/plugins/https-github.com-databus23-helm-diff"]],
  },
  next: {
    goes: [".cache/next-swc/swc-linux-x64-gnu-15.1.0.tgz"],
    stays: ["app/.next/cache/webpack/a.pack", ".config/nextjs-nodejs/config.json"],
  },
  expo: {
    goes: [".expo/android-apk-cache/Expo-Go-2.32.0.apk"],
    stays: [".expo/state.json", ".expo/codesigning/own/development-key.pem", "app/.expo/settings.json"],
  },
  claude: {
    goes: [".claude/debug/8d0cba52-3d22-4c0f-9a3b-2b7a2f1e7c11.txt"],
    stays: [
      ".claude/projects/-home-ada-app/8d0cba52-3d22-4c0f-9a3b-2b7a2f1e7c11.jsonl",
      ".claude/projects/-home-ada-app/memory/MEMORY.md",
      ".claude/file-history/8d0cba52/a@v1",
      ".claude/paste-cache/a.txt",
      ".claude/plans/own.md",
      ".claude/history.jsonl",
      ".claude/settings.json",
      ".claude/.credentials.json",
    ],
  },
  stack: {
    goes: [
      ".stack/pantry/pantry.sqlite3",
      ".stack/pantry/hackage/00-index.tar",
      `.stack/snapshots/x86_64-linux/${hash("a", 64)}/9.8.4/pkgdb/aeson.conf`,
      ".stack/programs/x86_64-linux/ghc-9.8.4/bin/ghc",
      ".stack/programs/x86_64-linux/ghc-9.8.4.installed",
    ],
    stays: [
      ".stack/config.yaml",
      ".stack/stack.sqlite3",
      ".stack/upload/credentials.json",
      ".stack/global-project/stack.yaml",
      "app/.stack-work/install/app",
      ".local/bin/own",
    ],
  },
};

function layTree(machine: Machine, { goes, stays = [], links = [] }: Tree): void {
  for (const path of [...goes, ...stays]) write(onMachine(machine, path), `content of ${path}`);
  for (const [path, to] of links) {
    const link = onMachine(machine, path);
    mkdirSync(onMachine(machine, dirname(to)), { recursive: true });
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(onMachine(machine, to), link);
  }
}

describe.each(Object.entries(trees))("%s, laid out as documented", (_name, tree) => {
  it("loses with all that can be cleared its cache, and nothing that lies beside it or that a link leads to", async () => {
    const machine = emptyMachine("linux");
    layTree(machine, tree);
    const victim = join(machine.root, "elsewhere/victim");
    for (const folder of new Set(tree.goes.map(dirname))) symlinkSync(victim, onMachine(machine, `${folder}/planted`));
    const before = hashTree(machine.root);
    const found = resolveTools(catalogue, machine);
    await clearTargets(
      found.filter(({ blocked }) => blocked === undefined),
      machine,
      { evenIfInUse: true },
    );

    const { gone, added, changed } = compareTrees(before, hashTree(machine.root));
    const filesGone = gone.filter((path) => before.get(path)?.type === "file");
    const below = (path: string) => onMachine(machine, path).slice(machine.root.length + 1);
    expect(filesGone.sort()).toEqual(tree.goes.map(below).sort());
    expect([added, changed]).toEqual([[], []]);
  });
});

/** What people keep gigabytes of, each in the place that its documents name. */
const wanted: Record<string, string[]> = {
  ...Object.fromEntries(Object.entries(trees).map(([name, { goes }]) => [name, goes])),
  pixi: [".cache/rattler/cache/pkgs/python-3.12.1-h1/info/index.json"],
  hatch: [".cache/hatch/licenses/MIT.txt"],
  pex: [".cache/pex/venvs/1/a/pex"],
  konan: [".konan/kotlin-native-prebuilt-linux-x86_64-2.1.0/bin/konanc", ".konan/dependencies/llvm/bin/clang"],
  ollama: [`.ollama/models/blobs/sha256-${hash("a", 64)}`],
  torch: [".cache/torch/hub/checkpoints/resnet18-f37072fd.pth"],
  android: [".android/cache/sdkbin-1_0-list.xml", ".android/build-cache/3.5/a/output"],
};

async function shownBytes(paths: string[]): Promise<number> {
  const machine = emptyMachine("linux");
  layTree(machine, { goes: paths });
  let bytes = 0;
  for (const one of resolveTools(catalogue, machine)) bytes += (await measureTarget(one, machine)).bytes;
  return bytes;
}

it.each(Object.entries(wanted))("all that %s keeps where its documents say is in the map", async (_name, paths) => {
  const all = paths.reduce((sum, path) => sum + `content of ${path}`.length, 0);
  expect(await shownBytes(paths)).toBe(all);
});

it("what is not in the map stands in its list, with the reason: Turborepo keeps nothing outside of projects", async () => {
  expect(await shownBytes(["app/.turbo/cache/0123456789abcdef.tar.zst"])).toBe(0);
  const [, list] = readFileSync("CONTRIBUTING.md", "utf8").split("### Developer tools that are not in the map");
  expect(list.split(/^## /m)[0]).toMatch(/^\| Turborepo's cache +\| it lies in the project /m);
});
