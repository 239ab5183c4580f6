/** Prisma, Next.js, Expo and Selenium Manager. */
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
    // vercel/next.js, packages/next/src/lib/download-swc.ts and helpers/get-cache-directory.ts
    id: "next",
    name: "Next.js",
    group: "JavaScript",
    places: {
      swc: {
        environment: ["${NEXT_SWC_PATH}"],
        defaults: {
          darwin: ["~/Library/Caches/next-swc"],
          win32: ["%LOCALAPPDATA%\\next-swc"],
          linux: ["${XDG_CACHE_HOME:-~/.cache}/next-swc"],
        },
      },
    },
    targets: [
      {
        id: "next.swc",
        label: "Downloaded compilers",
        tier: "safe",
        place: "swc",
        paths: [""],
        removable: true,
        holds: ["swc-*.tgz*"],
        proof: ["swc-*-[0-9]*.tgz"],
        cost: "The compiler is downloaded again where npm did not install it. What projects have built stays.",
      },
    ],
    processes: { commands: { "Next.js": ["next dev", "next build", "next-server"] } },
  },
  {
    // expo/expo, packages/@expo/cli/src/utils/downloadExpoGoAsync.ts, packages/@expo/config/src/getUserState.ts
    id: "expo",
    name: "Expo",
    group: "JavaScript",
    places: {
      home: {
        environment: ["${__UNSAFE_EXPO_HOME_DIRECTORY}"],
        defaults: { darwin: ["~/.expo"], win32: ["%USERPROFILE%\\.expo"], linux: ["~/.expo"] },
      },
    },
    targets: [
      {
        id: "expo.apps",
        label: "Expo Go for simulators",
        tier: "safe",
        place: "home",
        paths: ["android-apk-cache", "ios-simulator-app-cache"],
        removable: true,
        proof: ["*.apk", "*.app"],
        cost: "Expo Go is downloaded again for the next simulator. Your login and certificates stay.",
      },
    ],
    processes: { commands: { Expo: ["expo start", "expo run:", "@expo/cli"] } },
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
