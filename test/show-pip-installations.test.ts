import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import ShowPipInstallations from "../src/show-pip-installations";
import type { Session } from "../preview";
import { isolate, list, openAsking, rows, sections } from "./support/commands";
import { findPips, newPip, oldPip } from "./support/pip";
import { extractRealCache } from "./support/real-caches";
import { sumOfSizes } from "./support/tree";

const command = { name: "show-pip-installations" };
const pip = newPip() ?? oldPip() ?? findPips().at(-1);
const describeWithPip = pip ? describe : describe.skip;

/** A home with a virtual environment of a real pip, as a person's shell would have it active. */
function homeWithEnvironment(): { home: string; environment: string; configuration: string } {
  const home = isolate();
  const environment = join(home, "venv");
  execFileSync(pip?.python ?? "", ["-m", "venv", environment], { env: { ...process.env, PATH: "/usr/bin:/bin" } });
  process.env.VIRTUAL_ENV = environment;
  mkdirSync(join(home, ".config", "pip"), { recursive: true });
  return { home, environment, configuration: join(home, ".config", "pip", "pip.conf") };
}

async function openWith(): Promise<Session> {
  const session = await openAsking(ShowPipInstallations, command);
  await session.settled({ timeoutMs: 60_000 });
  return session;
}

const rowOf = (session: Session, directory: string) => {
  const found = rows(session).find(({ detail }) => detail?.metadata?.some(({ text }) => text?.includes(directory)));
  if (!found) throw new Error(`No row of ${directory}`);
  return found;
};

const fact = (session: Session, directory: string, title: string) =>
  rowOf(session, directory).detail?.metadata?.find((one) => one.title === title)?.text;

describeWithPip("the pips of a machine", () => {
  it("stand below the cache directory each uses, with its size", async () => {
    const { home, environment } = homeWithEnvironment();
    const own = await extractRealCache("http-v2-pip24.3.1");
    writeFileSync(join(environment, "pip.conf"), `[global]\ncache-dir = ${own}\n`);
    const session = await openWith();
    const section = sections(session).find(({ title }) => title === own.replace(home, "~"));
    expect(section?.subtitle).toBe(`${(sumOfSizes(own) / 1e6).toFixed(1)} MB`);
    expect(section?.items).toHaveLength(1);
    expect(fact(session, "~/venv", "cache-dir")).toBe(`${own} (~/venv/pip.conf, line 2, [global])`);
  });

  it("say why one cannot run any more", async () => {
    const { environment } = homeWithEnvironment();
    for (const name of readdirSync(join(environment, "bin")).filter((one) => one.startsWith("python"))) {
      rmSync(join(environment, "bin", name));
      symlinkSync("/nonexistent/python", join(environment, "bin", name));
    }
    const session = await openWith();
    expect(rows(session).some(({ accessories }) => accessories.some(({ text }) => text === "Gone"))).toBe(true);
  });

  it("keep a broken configuration file as it is, and say what is wrong with it", async () => {
    const { configuration } = homeWithEnvironment();
    const broken = "\ufeff[global]\nno-cache-dir = true\nno-cache-dir = true\n";
    writeFileSync(configuration, broken);
    const session = await openWith();
    const row = rowOf(session, "~/venv");
    expect(row.accessories.some(({ text }) => text === "Failing" || text === "Unknown")).toBe(true);
    await session.select(row.title);
    await session.run("Turn Caching On…", row.title);
    await session.answer(true);
    expect(readFileSync(configuration, "utf8")).toBe(broken);
  });

  it("stop caching and start again, and a file with comments survives both", async () => {
    const { configuration } = homeWithEnvironment();
    const text = "# mine\n[global]\n; keep\ntimeout = 10\n";
    writeFileSync(configuration, text);
    const session = await openWith();
    const { title } = rowOf(session, "~/venv");
    await session.run("Turn Caching Off…", title);
    expect(session.alert?.message).toContain("--no-cache-dir");
    await session.answer(true);
    await session.settled({ timeoutMs: 60_000 });
    expect(session.toasts.map((toast) => toast.title)).toContain("pip Says: Caching Is Off");
    expect(readFileSync(configuration, "utf8")).toContain("no-cache-dir = true");
    await session.run("Turn Caching On…", rowOf(session, "~/venv").title);
    expect(session.alert?.message).toContain("~/.config/pip/pip.conf");
    await session.answer(true);
    await session.settled({ timeoutMs: 60_000 });
    expect(session.toasts.map((toast) => toast.title)).toContain("pip Says: Caching Is On");
    expect(readFileSync(configuration, "utf8")).toBe(text);
  });

  it("purge by themselves, and we say what that really freed and what it left", async () => {
    const { environment } = homeWithEnvironment();
    const own = await extractRealCache("http-v2-pip24.3.1");
    writeFileSync(join(environment, "pip.conf"), `[global]\ncache-dir = ${own}\n`);
    const session = await openWith();
    const { title } = rowOf(session, "~/venv");
    const before = sumOfSizes(own);
    await session.run("Purge with This pip…", title);
    await session.answer(true);
    await session.waitFor(({ view }) => view.type === "detail", 60_000);
    const freed = before - sumOfSizes(own);
    expect(freed).toBeGreaterThan(0);
    const { view } = session;
    expect(view.type === "detail" && view.markdown).toContain(`Really Freed: ${(freed / 1e6).toFixed(1)} MB`);
    expect(existsSync(own)).toBe(true);
  });

  it("lead to their cache", async () => {
    const { environment } = homeWithEnvironment();
    const own = await extractRealCache("http-v2-pip24.3.1");
    writeFileSync(join(environment, "pip.conf"), `[global]\ncache-dir = ${own}\n`);
    const session = await openWith();
    await session.run("Search This Cache…", rowOf(session, "~/venv").title);
    await session.waitFor((one) => one.view.type === "list" && rows(one).some(({ title }) => title === "bigone"));
    expect(list(session).sections[0].subtitle).toBe("11 packages, 2.9 MB");
  });
});
