/**
 * The models that Ollama keeps, one by one. They share files, and only its server may remove one: `ollama rm`
 * (ollama, server/manifest.go and types/model/name.go).
 */
import { createHash } from "node:crypto";
import { lstatSync } from "node:fs";
import { join } from "node:path";
import { variable, type Machine } from "../files/machine";
import { nativePath } from "../files/names";
import { readSmallFile } from "../files/small-file";
import { entriesIn } from "../files/walk";
import { resolveTarget, type ResolveOptions, type ResolvedTarget } from "./resolve";
import { run } from "./run-command";
import type { Target } from "./tool";

export interface OllamaModel {
  /** As `ollama list` has it: `llama3.2:latest`. */
  name: string;
  /** The first twelve digits of the hash of its manifest, as `ollama list` has it. */
  id: string;
  /** Of files that no other model has. */
  bytes: number;
}

interface Manifest {
  name: string;
  id: string;
  digests: Set<string>;
}

/** @param root the folder that `OLLAMA_MODELS` names; what is no manifest there is passed over */
export function ollamaModels(root: string): OllamaModel[] {
  const found = manifestsIn(join(root, "manifests"));
  const users = new Map<string, number>();
  for (const { digests } of found) for (const digest of digests) users.set(digest, (users.get(digest) ?? 0) + 1);
  return found.map(({ name, id, digests }) => {
    const own = [...digests].filter((digest) => users.get(digest) === 1);
    return { name, id, bytes: own.reduce((sum, digest) => sum + sizeOf(root, digest), 0) };
  });
}

/**
 * A model as a target of its own, which the server removes by name.
 * @returns undefined where the folder is not there any more
 */
export function ollamaModelTarget(
  whole: ResolvedTarget,
  { name }: OllamaModel,
  machine: Machine,
  options: ResolveOptions = {},
): ResolvedTarget | undefined {
  const target: Target = {
    id: "ollama.model",
    label: `Model ${name}`,
    tier: "tool-only",
    place: "models",
    paths: [""],
    removable: false,
    proof: ["manifests/*/*/*/*"],
    commands: [{ program: "ollama", arguments: ["rm", name], timeout: 600_000 }],
    cost: "“ollama pull” downloads it again; one that you made is nowhere else.",
  };
  // Its server has to run; a model that runs has a process of its own.
  const processes = { commands: { "a model of Ollama": ["ollama runner", "ollama_llama_server"] } };
  const tool = { ...whole.tool, processes };
  return resolveTarget(tool, target, machine, options).find(({ root }) => root === whole.root);
}

/**
 * Whether the server would remove that model: why not, a sentence. It may keep its models elsewhere, or be on another
 * machine, and is only believed where it names the same.
 */
export async function whyNotOfServer(
  { name, id }: OllamaModel,
  machine: Machine,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const host = variable(machine, "OLLAMA_HOST") ?? "";
  if (!/^(https?:\/\/)?(localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1?\])?(:\d+)?\/?$/i.test(host)) {
    return "OLLAMA_HOST leads to a server of another machine.";
  }
  const { outcome, output } = await run({ program: "ollama", arguments: ["list"] }, machine, {
    signal,
    timeout: 10_000,
  });
  if (outcome === "not found" || outcome === "refused")
    return "Only Ollama itself can remove it, and “ollama” was not found.";
  if (outcome !== "succeeded") return "Its server does not answer: start Ollama, and try again.";
  const isSame = output.split("\n").some((line) => {
    const [listed, digits] = line.trim().split(/\s+/);
    return listed === name && digits === id;
  });
  return isSame ? undefined : "Its server has no such model, or another one of that name.";
}

/** `manifests/HOST/NAMESPACE/MODEL/TAG`. */
function manifestsIn(folder: string): Manifest[] {
  const found: Manifest[] = [];
  const visit = (parts: string[]): void => {
    for (const { name, type } of entriesIn(join(folder, ...parts))) {
      if (!/^[A-Za-z0-9_][\w.:-]*$/.test(name)) continue;
      const path = [...parts, name];
      if (type === "directory" && path.length < 4) visit(path);
      const manifest = type === "file" && path.length === 4 ? manifestAt(folder, path) : undefined;
      if (manifest) found.push(manifest);
    }
  };
  visit([]);
  return found;
}

function manifestAt(folder: string, path: string[]): Manifest | undefined {
  try {
    const { bytes } = readSmallFile(join(folder, ...path));
    const { layers, config } = JSON.parse(bytes.toString("utf8")) as { layers: unknown[]; config?: unknown };
    const digests = [...layers, config].flatMap((one) => (one as { digest?: unknown } | undefined)?.digest ?? []);
    const known = digests.filter((one): one is string => typeof one === "string" && /^sha256:[0-9a-f]{64}$/.test(one));
    const id = createHash("sha256").update(bytes).digest("hex").slice(0, 12);
    return { name: nameOf(path), id, digests: new Set(known) };
  } catch {
    return undefined;
  }
}

/** As `DisplayShortest` makes it. */
function nameOf([host = "", namespace = "", model = "", tag = ""]: string[]): string {
  const isDefault = host.toLowerCase() === "registry.ollama.ai";
  const inLibrary = isDefault && namespace.toLowerCase() === "library";
  const before = inLibrary ? "" : isDefault ? `${namespace}/` : `${host}/${namespace}/`;
  return `${before}${model}:${tag}`;
}

function sizeOf(root: string, digest: string): number {
  const path = join(root, "blobs", digest.replace(":", "-"));
  return lstatSync(nativePath(path), { throwIfNoEntry: false })?.size ?? 0;
}
