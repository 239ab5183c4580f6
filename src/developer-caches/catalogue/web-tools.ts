/** Prisma and Selenium Manager. */
import { hex } from "../../files/patterns";
import type { Tool } from "../tool";

export const webTools: Tool[] = [
  {
    // prisma/prisma, packages/fetch-engine/src/utils.ts (getCacheDir) and download.ts
    id: "prisma",
    name: "Prisma",
    group: "JavaScript",
    places: {
      cache: {
        defaults: {
          darwin: ["~/.cache/prisma"],
          win32: ["%APPDATA%\\Prisma"],
          linux: ["~/.cache/prisma"],
        },
      },
    },
    targets: [
      {
        id: "prisma.engines",
        label: "Engines, one folder per version",
        tier: "safe",
        place: "cache",
        paths: [""],
        removable: true,
        holds: ["all_commits", "master"],
        proof: [`master/${hex(40)}/*`, `all_commits/${hex(40)}/*`],
        cost: "Engines are downloaded again when Prisma is next installed. Projects keep their copies.",
      },
    ],
    processes: { programs: ["prisma"] },
  },
  {
    // SeleniumHQ/selenium, rust/src/files.rs, metadata.rs, config.rs; selenium.dev, Selenium Manager, Configuration
    id: "selenium",
    name: "Selenium",
    group: "Browsers",
    places: {
      cache: {
        environment: ["${SE_CACHE_PATH}"],
        defaults: {
          darwin: ["~/.cache/selenium"],
          win32: ["%USERPROFILE%\\.cache\\selenium"],
          linux: ["~/.cache/selenium"],
        },
      },
    },
    targets: [
      {
        id: "selenium.browsers",
        label: "Drivers and browsers",
        tier: "safe",
        place: "cache",
        paths: [""],
        removable: true,
        holds: ["chrome", "chrome-headless-shell", "chromedriver", "edge", "electron", "firefox", "geckodriver"].concat(
          ["grid", "IEDriverServer", "manager", "msedgedriver", "se-metadata.json", "selenium-manager.json"],
        ),
        proof: ["chromedriver/*/[0-9]*", "geckodriver/*/[0-9]*", "msedgedriver/*/[0-9]*", "manager/[0-9]*"],
        keep: { paths: ["se-config.toml"], why: "Your settings." },
        cost: "Selenium downloads the driver, and the browser, that a test asks for again.",
      },
    ],
    processes: {
      programs: ["chromedriver", "geckodriver", "msedgedriver", "selenium-manager"],
      commands: { "a browser of Selenium": ["/.cache/selenium/", "\\.cache\\selenium\\"] },
    },
  },
];
