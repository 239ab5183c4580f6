import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { npmInstall, pipInstall, scenario, type Workshop } from "./scenario";

const manifest = '{"name": "app", "version": "1.0.0", "dependencies": {"is-odd": "3.0.1"}}';

/** Installs a project anew with a package manager, and uses what it installed. */
function reinstall({ run, write }: Workshop, program: string, ...args: string[]): void {
  write("app/package.json", manifest);
  run("app", "rm", "-rf", "node_modules");
  run("app", program, ...args);
  run("app", "node", "-e", "require('is-odd')(3) || process.exit(1)");
}

scenario("npm", {
  fill: (workshop) => reinstall(workshop, "npm", "install", "--no-audit", "--no-fund"),
  targets: { "npm.cacache": "empty", "npm.logs": "smaller" },
  commands: ["npm cache clean --force"],
});

scenario("Yarn Classic", {
  install: (workshop) => npmInstall(workshop, "yarn@1"),
  // Run by root, Yarn takes a directory of the system for home.
  env: ({ home }) => ({ XDG_CACHE_HOME: `${home}/.cache` }),
  fill: (workshop) => reinstall(workshop, "yarn", "install"),
  targets: { "yarn1.cache": "empty" },
  commands: ["yarn cache clean"],
});

scenario("Yarn", {
  install: (workshop) => npmInstall(workshop, "@yarnpkg/cli-dist@4"),
  fill: (workshop) => {
    workshop.write("app/.yarnrc.yml", "nodeLinker: node-modules\nenableTelemetry: false\n");
    workshop.write("app/yarn.lock", "");
    reinstall(workshop, "yarn", "install");
  },
  targets: { "yarn-berry.cache": "empty", "yarn-berry.metadata": "empty" },
});

// Version 9 keeps a file for each file of a package, version 11 and newer a database beside them.
for (const version of ["9", "latest"]) {
  scenario(`pnpm ${version}`, {
    install: (workshop) => npmInstall(workshop, `pnpm@${version}`),
    fill: (workshop) => {
      reinstall(workshop, "pnpm", "install");
      workshop.write("old/package.json", '{"name": "old", "version": "1.0.0"}');
      workshop.run("old", "pnpm", "add", "left-pad@1.3.0");
      workshop.run(".", "rm", "-r", "old");
    },
    targets: { "pnpm.store": "smaller", "pnpm.cache": "empty" },
    commands: ["pnpm store prune"],
    check: ({ run }) => run("app", "node", "-e", "require('is-odd')(3) || process.exit(1)"),
  });
}

scenario("Bun", {
  install: (workshop) => {
    npmInstall(workshop, "@oven/bun-linux-x64");
    return [join(workshop.tools, "node_modules/@oven/bun-linux-x64/bin")];
  },
  fill: (workshop) => reinstall(workshop, "bun", "install"),
  targets: { "bun.cache": "smaller" },
  commands: ["bun pm cache rm"],
});

scenario("Deno", {
  install: (workshop) => pipInstall(workshop, "deno"),
  fill: ({ run, write }) => {
    write("app/main.ts", 'import isOdd from "npm:is-odd@3.0.1";\nif (!isOdd(3)) throw new Error();\n');
    run("app", "deno", "run", "-A", "--no-config", "main.ts");
    write("app/store.ts", 'localStorage.setItem("a", "b");\n');
    run("app", "deno", "run", "--no-config", "--location", "https://example.org", "store.ts");
  },
  targets: { "deno.modules": "empty" },
  check: ({ home }) => {
    expect(readdirSync(join(home, ".cache/deno/location_data"))).not.toEqual([]);
    expect(existsSync(join(home, ".cache/deno/npm"))).toBe(true);
  },
});
