/**
 * What the store asks of an extension, as far as its files tell: https://developers.raycast.com/basics/prepare-an-extension-for-store
 * and https://developers.raycast.com/information/manifest. `ray lint` asks the same of the icon and the screenshots, and asks
 * Raycast's server for the rest.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

interface Named {
  name: string;
  title?: string;
  description?: string;
}

interface Field extends Named {
  type: string;
  placeholder?: string;
  required?: boolean;
  label?: string;
  default?: unknown;
  data?: { title: string; value: string }[];
}

interface Command extends Named {
  subtitle?: string;
  icon?: string;
  mode: string;
  interval?: string;
  arguments?: Field[];
  preferences?: Field[];
}

export interface StoreManifest extends Named {
  icon: string;
  author: string;
  license: string;
  platforms?: string[];
  categories?: string[];
  commands: Command[];
  tools?: Named[];
  preferences?: Field[];
  dependencies: Record<string, string>;
}

const categories = [
  ...["Applications", "Communication", "Data", "Documentation", "Design Tools", "Developer Tools", "Finance", "Fun"],
  ...["Media", "News", "Productivity", "Security", "System", "Web", "Other"],
];

const inSeconds = new Map([
  ["s", 1],
  ["m", 60],
  ["h", 3_600],
  ["d", 86_400],
]);
const shortestInterval = 60;

/** The store's picture of an extension, in pixels. */
export const screenshotSize = { width: 2000, height: 1250 };
const mostScreenshots = 6;
const enoughScreenshots = 3;

/** The manifest of the extension in a folder. */
export function readStoreManifest(folder: string): StoreManifest {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as StoreManifest;
}

/** Title Case, with "pip" as its own project writes it. */
export function isTitleCase(title: string): boolean {
  const small = new Set(["a", "an", "and", "at", "by", "for", "in", "of", "on", "or", "the", "to", "with"]);
  return title
    .split(" ")
    .every((word, index) => word === "pip" || (index > 0 && small.has(word)) || /^[A-Z0-9“]/.test(word));
}

/** One sentence for each thing in a manifest that the store would send back. */
export function manifestFaults(manifest: StoreManifest): string[] {
  const { name, title, author, license, icon, platforms = [], commands, tools = [], preferences = [] } = manifest;
  const given = manifest.categories ?? [];
  return [
    ...faultIf(!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name), `name: "${name}" does not suit an address`),
    ...titleFaults("title", title),
    ...descriptionFaults("description", manifest.description),
    ...faultIf(!/^[A-Za-z0-9_-]+$/.test(author), `author: "${author}" is no handle`),
    ...faultIf(license !== "MIT", "license: it has to be MIT"),
    ...faultIf(!/^[^/\\]+\.png$/.test(icon), `icon: "${icon}" is no PNG in assets`),
    ...faultIf(platforms.length === 0, "platforms: none is named"),
    ...platforms.flatMap((each) => faultIf(!/^(macOS|Windows)$/.test(each), `platforms: "${each}" is none`)),
    ...faultIf(given.length === 0, "categories: none is named"),
    ...given.flatMap((each) => faultIf(!categories.includes(each), `categories: "${each}" is none of the store's`)),
    ...commands.flatMap((command) => commandFaults(command, title)),
    ...preferences.flatMap((preference) => preferenceFaults(`preference ${preference.name}`, preference)),
    ...tools.flatMap((tool) => [
      ...faultIf(!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(tool.name), `tool ${tool.name}: its name is none`),
      ...titleFaults(`tool ${tool.name}`, tool.title),
      ...descriptionFaults(`tool ${tool.name}`, tool.description),
    ]),
    ...twice("commands", commands),
    ...twice("tools", tools),
    ...twice("preferences", preferences),
  ];
}

function commandFaults(command: Command, extension: string | undefined): string[] {
  const { name, title = "", subtitle, mode, interval, preferences = [] } = command;
  const given = command.arguments ?? [];
  const place = `command ${name}`;
  const firstOptional = given.findIndex(({ required }) => required !== true);
  const isLate = given.some(({ required }, at) => required === true && firstOptional >= 0 && at > firstOptional);
  return [
    ...titleFaults(place, title),
    ...faultIf(/\b(a|an|the)\b/i.test(title), `${place}: its title has an article`),
    ...faultIf(title === extension, `${place}: its title is that of the extension`),
    ...faultIf(subtitle === "" || subtitle === title, `${place}: its subtitle adds nothing`),
    ...faultIf((subtitle ?? "").split(" ").length > 3, `${place}: its subtitle is a description`),
    ...descriptionFaults(place, command.description),
    ...faultIf(!["view", "no-view", "menu-bar"].includes(mode), `${place}: "${mode}" is no mode`),
    ...intervalFaults(place, mode, interval),
    ...faultIf(given.length > 3, `${place}: it has more than three arguments`),
    ...faultIf(isLate, `${place}: a required argument stands behind one that is not`),
    ...given.flatMap((each) => argumentFaults(`argument ${name}.${each.name}`, each)),
    ...preferences.flatMap((each) => preferenceFaults(`preference ${name}.${each.name}`, each)),
    ...twice(`arguments of ${name}`, given),
  ];
}

function intervalFaults(place: string, mode: string, interval: string | undefined): string[] {
  if (interval === undefined) return [];
  const [, count = "0", unit = ""] = /^(\d+)([smhd])$/.exec(interval) ?? [];
  const seconds = Number(count) * (inSeconds.get(unit) ?? 0);
  return [
    ...faultIf(mode === "view", `${place}: a view has no interval`),
    ...faultIf(seconds < shortestInterval, `${place}: its interval "${interval}" is none, or too short`),
  ];
}

function argumentFaults(place: string, { type, placeholder = "", data = [] }: Field): string[] {
  return [
    ...faultIf(!["text", "password", "dropdown"].includes(type), `${place}: "${type}" is no type`),
    ...faultIf(placeholder === "", `${place}: it has no placeholder`),
    ...choiceFaults(place, type, data),
  ];
}

function preferenceFaults(place: string, preference: Field): string[] {
  const { title, label = "", description, type, required, data = [], default: given } = preference;
  const types = ["textfield", "password", "checkbox", "dropdown", "appPicker", "file", "directory"];
  const isDropdown = type === "dropdown";
  return [
    ...faultIf(!types.includes(type), `${place}: "${type}" is no type`),
    ...(type === "checkbox" && title === undefined ? [] : titleFaults(place, title)),
    ...(type === "checkbox" ? titleFaults(`${place}, label`, label) : []),
    ...faultIf(typeof required !== "boolean", `${place}: it does not say whether it is required`),
    ...faultIf((description ?? "").trim().length < 10, `${place}: its description says next to nothing`),
    ...choiceFaults(place, type, data),
    ...faultIf(
      isDropdown && given !== undefined && !data.some(({ value }) => value === given),
      `${place}: its default is not on offer`,
    ),
  ];
}

function choiceFaults(place: string, type: string, data: { title: string; value: string }[]): string[] {
  if (type !== "dropdown") return [];
  return [
    ...faultIf(data.length === 0, `${place}: it offers nothing`),
    ...data.flatMap(({ title }) => titleFaults(`${place}, choice`, title)),
  ];
}

function titleFaults(place: string, title = ""): string[] {
  if (title.trim() === "") return [`${place}: it has no title`];
  return faultIf(!isTitleCase(title), `${place}: "${title}" is not in Title Case`);
}

function descriptionFaults(place: string, description = ""): string[] {
  return [
    ...faultIf(description.trim().length < 20, `${place}: its description says next to nothing`),
    ...faultIf(/^[a-z]/.test(description) && !description.startsWith("pip "), `${place}: its description begins small`),
    ...faultIf(/\.$/.test(description), `${place}: its description ends in a period`),
  ];
}

function twice(what: string, all: Named[]): string[] {
  const names = all.map(({ name }) => name);
  return [...new Set(names.filter((name, at) => names.indexOf(name) !== at))].map((name) => `${what}: "${name}" twice`);
}

function faultIf(isFault: boolean, words: string): string[] {
  return isFault ? [words] : [];
}

/** British spellings of words that such texts have. */
const british = new RegExp(
  `\\b(${[
    ...["colour", "behaviour", "favourite", "licence", "centre", "grey", "analyse", "catalogue", "cancelled", "honour"],
    ...["neighbour", "artefact", "programme", "labelled", "travelled", "modelled", "spelt", "learnt", "whilst"],
    "(normal|organ|recogn|initial|serial|optim|summar|minim|maxim|synchron|categor|custom|util|author)is(e|ed|es|ing|ation)",
  ].join("|")})(s|d|ed|ing)?\\b`,
  "giu",
);

/** The words of a text for users that are not US English. */
export function foreignSpellings(text: string): string[] {
  return [...new Set(Array.from(text.matchAll(british), ([word]) => word))];
}

/** One sentence for each thing in an extension's folder, beside its manifest, that the store would send back. */
export function folderFaults(folder: string): string[] {
  const manifest = readStoreManifest(folder);
  const { commands, tools = [] } = manifest;
  const icons = [manifest.icon, ...commands.flatMap(({ icon }) => icon ?? [])];
  return [
    ...faultIf(!existsSync(join(folder, "package-lock.json")), "package-lock.json is missing"),
    ...icons.flatMap((icon) => iconFaults(folder, icon)),
    ...unusedAssets(folder, icons),
    ...tools.flatMap(({ name }) => {
      const isThere = [".ts", ".tsx"].some((end) => existsSync(join(folder, "src", "tools", `${name}${end}`)));
      return faultIf(!isThere, `tool ${name}: src/tools has no such file`);
    }),
    ...faultIf(
      tools.length > 0 && !existsSync(join(folder, "ai.yaml")),
      "ai.yaml is missing: what the AI is told of the tools",
    ),
    ...changelogFaults(readOr(folder, "CHANGELOG.md"), manifest),
    ...readmeFaults(readOr(folder, "README.md"), manifest),
    ...screenshotFaults(folder),
  ];
}

function readOr(folder: string, name: string): string {
  const path = join(folder, name);
  return existsSync(path) ? readFileSync(path, "utf8") : "";
}

function iconFaults(folder: string, icon: string): string[] {
  const path = join(folder, "assets", icon);
  if (!existsSync(path)) return [`icon ${icon}: assets has no such file`];
  const image = readFileSync(path);
  const size = pngSize(image);
  return [
    ...faultIf(size?.width !== 512 || size.height !== 512, `icon ${icon}: it is no PNG of 512 x 512`),
    // On a ground of its own it would be a square in one of the two themes.
    ...faultIf(size !== undefined && image[25] !== 6, `icon ${icon}: it has no transparent ground`),
  ];
}

function unusedAssets(folder: string, icons: string[]): string[] {
  const assets = join(folder, "assets");
  const names = existsSync(assets) ? readdirSync(assets) : [];
  const sources = readdirSync(join(folder, "src"), { recursive: true, encoding: "utf8" }).filter((name) =>
    /\.tsx?$/.test(name),
  );
  const text = sources.map((name) => readFileSync(join(folder, "src", name), "utf8")).join("\n");
  return names
    .filter((name) => !icons.includes(name.replace("@dark", "")) && !text.includes(`"${name}"`))
    .map((name) => `assets/${name}: nothing uses it`);
}

/** The newest entry first, each with a title in brackets and a date, which is put in when the pull request is merged. */
export function changelogFaults(changelog: string, { title }: Pick<StoreManifest, "title">): string[] {
  const lines = changelog.split("\n");
  const headings = lines.filter((line) => line.startsWith("## "));
  const dates = headings.map((heading) => /^## \[[^\]]+\] - (\{PR_MERGE_DATE\}|\d{4}-\d{2}-\d{2})$/.exec(heading)?.[1]);
  const known = dates.filter((date) => date !== undefined && date !== "{PR_MERGE_DATE}");
  return [
    ...faultIf(lines[0] !== `# ${title} Changelog`, `CHANGELOG.md: it does not begin with "# ${title} Changelog"`),
    ...faultIf(headings.length === 0, "CHANGELOG.md: it has no entry"),
    ...headings.flatMap((heading, at) =>
      faultIf(dates[at] === undefined, `CHANGELOG.md: "${heading}" is not "## [Title] - {PR_MERGE_DATE}"`),
    ),
    ...faultIf(known.join() !== [...known].sort().reverse().join(), "CHANGELOG.md: the newest entry is not the first"),
    ...foreignSpellings(changelog).map((word) => `CHANGELOG.md: "${word}" is no US English`),
  ];
}

/** It begins with title and description, and knows every command by its title. */
export function readmeFaults(readme: string, { title, description = "", commands }: StoreManifest): string[] {
  const [heading = "", ...rest] = readme.trim().split("\n");
  const text = rest.join(" ").replace(/\s+/g, " ").trim();
  return [
    ...faultIf(heading !== `# ${title}`, `README.md: it does not begin with "# ${title}"`),
    ...faultIf(!text.startsWith(description), "README.md: its first sentence is not the manifest's description"),
    ...commands.flatMap((command) =>
      faultIf(!readme.includes(`**${command.title}**`), `README.md: it does not know **${command.title}**`),
    ),
    ...foreignSpellings(readme).map((word) => `README.md: "${word}" is no US English`),
  ];
}

function screenshotFaults(folder: string): string[] {
  const names = screenshotNames(folder);
  return [
    ...faultIf(names.length > mostScreenshots, `metadata: more than ${mostScreenshots} screenshots`),
    ...names.flatMap((name) => {
      const size = pngSize(readFileSync(join(folder, "metadata", name)));
      const isRight = size?.width === screenshotSize.width && size.height === screenshotSize.height;
      return faultIf(!isRight, `metadata/${name}: it is no PNG of 2000 x 1250`);
    }),
  ];
}

function screenshotNames(folder: string): string[] {
  const metadata = join(folder, "metadata");
  return existsSync(metadata) ? readdirSync(metadata).filter((name) => !name.startsWith(".")) : [];
}

/** Width and height that a PNG's first chunk has; undefined where it is none. */
export function pngSize(image: Buffer): { width: number; height: number } | undefined {
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  if (image.length < 26 || !image.subarray(0, 8).equals(signature)) return undefined;
  return { width: image.readUInt32BE(16), height: image.readUInt32BE(20) };
}

/** What stands in the way of publishing, and only a person, or a new version of the platform's package, can change. */
export function storeWarnings(folder: string): string[] {
  const { platforms = [], dependencies, author, name } = readStoreManifest(folder);
  const api = dependencies["@raycast/api"] ?? "";
  const count = screenshotNames(folder).length;
  return [
    ...faultIf(
      platforms.includes("Windows") && /^\D*[01]\./.test(api),
      `@raycast/api is ${api}, and Windows is declared: Raycast there is reported to take extensions built with 2.x only`,
    ),
    ...faultIf(author === name, `author is "${author}": put your own Raycast handle there`),
    ...faultIf(
      count < enoughScreenshots,
      `screenshots missing: metadata has ${count} of ${enoughScreenshots} to ${mostScreenshots}, which are taken in Raycast`,
    ),
  ];
}
