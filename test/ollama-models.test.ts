/** Ollama's models one by one: what each has alone, and that only its server removes one, which has to be the same. */
import { createHash } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import SearchDeveloperCaches from "../src/search-developer-caches";
import { ollamaModels } from "../src/developer-caches/ollama-models";
import type { Session } from "../preview";
import { isolate, open } from "./commands/open";
import { namelessShell } from "./support/pretend-program";
import { temporaryDirectory } from "./support/temporary";
import { hashTree } from "./support/tree";

const digestOf = (digit: string) => digit.repeat(64);

/** A model as Ollama lays it out. @returns its manifest's text */
function layOutModel(root: string, path: string, blobs: Record<string, number>): string {
  const [config, ...layers] = Object.entries(blobs).map(([digit, size]) => ({
    digest: `sha256:${digestOf(digit)}`,
    size,
  }));
  const manifest = JSON.stringify({ schemaVersion: 2, config, layers });
  const at = (below: string, text: string | Buffer) => {
    mkdirSync(dirname(join(root, below)), { recursive: true });
    writeFileSync(join(root, below), text);
  };
  at(`manifests/${path}`, manifest);
  for (const [digit, size] of Object.entries(blobs)) at(`blobs/sha256-${digestOf(digit)}`, Buffer.alloc(size));
  return manifest;
}

const idOf = (manifest: string) => createHash("sha256").update(manifest).digest("hex").slice(0, 12);

it("each has a name as Ollama lists it, and what no other has", () => {
  const root = temporaryDirectory();
  const library = layOutModel(root, "registry.ollama.ai/library/llama3.2/latest", { a: 100, b: 5_000 });
  layOutModel(root, "registry.ollama.ai/ada/llama3.2/q4", { c: 10, b: 5_000 });
  layOutModel(root, "hf.co/org/model/Q4_K_M", { d: 7, e: 3_000 });
  expect(ollamaModels(root).sort((one, other) => one.name.localeCompare(other.name))).toEqual([
    expect.objectContaining({ name: "ada/llama3.2:q4", bytes: 10 }),
    expect.objectContaining({ name: "hf.co/org/model:Q4_K_M", bytes: 3_007 }),
    { name: "llama3.2:latest", id: idOf(library), bytes: 100 },
  ]);
});

it("what is no manifest, no name or a link is passed over", () => {
  const root = temporaryDirectory();
  layOutModel(root, "registry.ollama.ai/library/good/latest", { a: 100 });
  const library = join(root, "manifests/registry.ollama.ai/library");
  for (const [name, text] of Object.entries({ "-rf": "{}", broken: "{", none: "null", list: "[]" })) {
    mkdirSync(join(library, name));
    writeFileSync(join(library, name, "latest"), text);
  }
  symlinkSync(library, join(root, "manifests/link"));
  mkdirSync(join(library, "odd"));
  writeFileSync(join(library, "odd/latest"), JSON.stringify({ layers: [null, 7, { digest: "sha256:../../x" }] }));
  expect(ollamaModels(root).map(({ name, bytes }) => [name, bytes])).toEqual([
    ["good:latest", 100],
    ["odd:latest", 0],
  ]);
});

interface Laid {
  home: string;
  root: string;
  session: Session;
}

/** @param listed what its server lists, given the identity of the model */
async function openWith(listed: (id: string) => string, env: Record<string, string> = {}): Promise<Laid> {
  const home = isolate(env);
  const root = join(home, ".ollama/models");
  const manifest = layOutModel(root, "registry.ollama.ai/library/llama3.2/latest", { a: 1_000, b: 40_000 });
  layOutModel(root, "registry.ollama.ai/library/other/latest", { c: 500, a: 1_000 });
  const program = join(home, ".local/bin/ollama");
  mkdirSync(dirname(program), { recursive: true });
  writeFileSync(
    program,
    [
      namelessShell,
      `if [ "$1" = list ]; then printf '%s\\n' 'NAME ID SIZE MODIFIED' '${listed(idOf(manifest))}'; exit 0; fi`,
      `[ "$1 $2" = "rm llama3.2:latest" ] || exit 3`,
      `/bin/rm ${root}/blobs/sha256-${digestOf("b")} ${root}/manifests/registry.ollama.ai/library/llama3.2/latest`,
    ].join("\n"),
  );
  chmodSync(program, 0o755);
  return { home, root, session: await open(SearchDeveloperCaches, { name: "search-developer-caches" }) };
}

const TITLE = "llama3.2:latest (40.0 kB)";

it("asks, and its server removes the one that was named", async () => {
  const { root, session } = await openWith((id) => `llama3.2:latest ${id} 41 kB 2 days ago`);
  await session.run(TITLE, "Ollama");
  expect(session.alert?.title).toBe("Clear llama3.2:latest (40.0 kB)?");
  expect(session.alert?.message).toContain("one that you made is nowhere else");
  const before = hashTree(root);
  await session.answer(false);
  expect(hashTree(root)).toEqual(before);
  await session.run(TITLE, "Ollama");
  await session.answer(true);
  expect(session.toast?.title).toMatch(/^Cleared llama3\.2:latest \(40\.\d kB Reclaimed\)$/);
  expect(existsSync(join(root, "blobs", `sha256-${digestOf("a")}`))).toBe(true);
});

it.each<[what: string, listed: (id: string) => string, env: Record<string, string>, says: RegExp]>([
  ["another model of that name", () => "llama3.2:latest 000000000000 41 kB", {}, /another one of that name/],
  ["no such model", (id) => `llama3.1:latest ${id} 41 kB`, {}, /has no such model/],
  ["a server of another machine", (id) => `llama3.2:latest ${id}`, { OLLAMA_HOST: "gpu.lan:11434" }, /another machine/],
])("nothing goes where its server has %s", async (_, listed, env, says) => {
  const { root, session } = await openWith(listed, env);
  const before = hashTree(root);
  await session.run(TITLE, "Ollama");
  expect(session.alert).toBeUndefined();
  expect(session.toast).toMatchObject({ style: "failure", title: "Cannot Remove llama3.2:latest" });
  expect(session.toast?.message).toMatch(says);
  expect(hashTree(root)).toEqual(before);
});

it("nothing goes where ollama is not there", async () => {
  const { home, root, session } = await openWith(() => "");
  rmSync(join(home, ".local/bin/ollama"));
  const before = hashTree(root);
  await session.run(TITLE, "Ollama");
  expect(session.toast?.message).toContain("was not found");
  expect(hashTree(root)).toEqual(before);
});
