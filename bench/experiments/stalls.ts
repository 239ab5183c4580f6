/** How long the window freezes on caches that have too much of something. */
import { join } from "node:path";
import { buildExtension, readExtension } from "../../preview/launcher/extension";
import type { Hostile } from "../hostile";
import type { Workshop } from "../workshop";
import { seen, type Experiment, type Sizes } from "./experiment";

const extension = `${__dirname}/../..`;

const titles: Record<Hostile, [entries: number, title: string]> = {
  versions: [50_000, "List, search and refresh of a package of 50,000 versions: longest stall"],
  bombs: [15, "The same of 15 archives that become a thousand times larger"],
  configuration: [1, "The same where pip's configuration is a megabyte"],
  entries: [200_000, "The same of 200,000 entries"],
  foreign: [100_000, "The same of 100,000 foreign files"],
};

export function stalls(workshop: Workshop, { large }: Sizes, rounds: number): Experiment {
  const kinds = Object.keys(titles) as Hostile[];
  const scale = large / 100_000;
  const made = new Map<Hostile, string>();
  let runs = 0;
  return {
    name: "stalls",
    rounds,
    contestants: kinds.map((kind) => ({
      name: `stall ${kind}`,
      prepare: async () => {
        await buildExtension(readExtension(extension));
        if (made.has(kind)) return;
        const folder = workshop.directory(`hostile-${kind}`);
        made.set(kind, folder);
        const [cache, home] = [join(folder, "cache"), join(folder, "home")];
        await workshop.observe("hostile-tree", { kind, cache, home, scale });
      },
      run: () => {
        const folder = made.get(kind) ?? "";
        const task = { extension, dataFolder: workshop.directory(`stall-${runs++}`), search: "1" };
        const home = join(folder, "home");
        // An empty name names no file, so that pip's usual ones are read.
        const env = {
          PIP_CACHE_DIR: join(folder, "cache"),
          PIP_CONFIG_FILE: "",
          HOME: home,
          XDG_CONFIG_HOME: join(home, ".config"),
        };
        return workshop.observe("stall", task, { env });
      },
    })),
    figures: kinds.map((kind) => ({
      name: `stall-${kind}`,
      entries: Math.round(titles[kind][0] * (kind === "bombs" || kind === "configuration" ? 1 : scale)),
      title: titles[kind][1],
      unit: "ms",
      bar: 20,
      ...seen(`stall ${kind}`, (number) =>
        Math.max(...["first", "details", "search", "refresh", "reopen"].map((what) => number(`${what}Ms`))),
      ),
    })),
  };
}
