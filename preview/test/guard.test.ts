import { execFile } from "node:child_process";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { chmodSync } from "node:fs";
import { connect } from "node:net";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { Guard } from "../server/guard";
import { cleanEnvironment, copyFixtureExtension, previewCommand, startPreview, type Preview } from "./support/page";
import { compile, isRoot, noOrdinaryUser, runScript } from "../../test/support/child";
import { temporaryDirectory } from "../../test/support/temporary";
import { itUnless } from "../../test/support/unless";

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

describe("the server of the page", () => {
  let extension: string;
  beforeAll(async () => {
    extension = await copyFixtureExtension();
  });
  let preview: Preview;
  const data = join(temporaryDirectory(), "data");
  let token: string;
  let cookie: string;
  let host: string;

  beforeAll(async () => {
    preview = await startPreview({ args: ["--extension", extension, "--data", data] });
    host = new URL(preview.url).host;
    const page = await ask("GET", preview.url.slice(preview.origin.length), { cookie: "" });
    token = /name="preview-token" content="(\w+)"/.exec(page.body)?.[1] ?? "";
    cookie = String(page.headers["set-cookie"]).split(";")[0];
  });

  afterAll(() => preview?.stop());

  /** A request as the person's browser sends it for any page, and as any program can. Streams are ended once they begin. */
  function ask(method: string, path: string, given: Record<string, string> = {}, body = ""): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const headers: Record<string, string> = { cookie, ...given };
      for (const [name, value] of Object.entries(headers)) if (!value) delete headers[name];
      const sent = httpRequest(`${preview.origin}${path}`, { method, headers }, (response) => {
        const { statusCode: status = 0, headers: received } = response;
        let text = "";
        if (received["content-type"] === "text/event-stream") {
          response.destroy();
          return resolve({ status, headers: received, body: "" });
        }
        response.on("data", (chunk: Buffer) => (text += chunk.toString()));
        response.on("end", () => resolve({ status, headers: received, body: text }));
      });
      sent.on("error", reject);
      sent.end(body);
    });
  }

  const event = JSON.stringify({ type: "search", text: "throw", seq: 1, client: "test" });
  const fromPage = () => ({ origin: preview.origin, "x-preview-token": token, "content-type": "application/json" });

  it("gives its page to a person who opens it, with a policy that lets it load nothing from elsewhere", async () => {
    const { status, headers } = await ask("GET", "/");
    expect(status).toBe(200);
    expect(headers["content-security-policy"]).toMatch(/default-src 'none'.*script-src 'self'.*frame-ancestors 'none'/);
    expect(headers["access-control-allow-origin"]).toBeUndefined();
    expect(token).toHaveLength(64);
  });

  it("takes an event of its own page", async () => {
    expect((await ask("POST", "/event", fromPage(), event)).status).toBe(204);
    const changes = await ask("GET", `/changes?client=test&token=${token}`);
    expect(changes.status).toBe(200);
    expect(changes.headers["content-type"]).toBe("text/event-stream");
  });

  it.each([
    ["another page's request", { origin: "https://evil.example.org" }],
    ["a page of another local port", { origin: "http://127.0.0.1:9" }],
    ["a sandboxed page", { origin: "null" }],
    ["a request that hides where it comes from", { origin: "" }],
    ["a name that was made to point here", { host: "evil.example.org" }],
    ["this port under another name", { host: "127.0.0.1.evil.example.org" }],
    ["a request without a token", { "x-preview-token": "" }],
    ["a wrong token", { "x-preview-token": "0".repeat(64) }],
    ["a browser that never opened the printed address", { cookie: "" }],
    ["a browser with a cookie of another preview", { cookie: `preview-1=${"0".repeat(64)}` }],
    ["a request that a browser marks as foreign", { "sec-fetch-site": "cross-site" }],
    ["a request of a sibling site", { "sec-fetch-site": "same-site" }],
  ])("refuses an event from %s", async (_who, headers: Record<string, string>) => {
    expect((await ask("POST", "/event", { ...fromPage(), ...headers }, event)).status).toBe(403);
  });

  it.each(["/", "/page.js", "/assets/icon.svg", "/changes?client=x"])("refuses %s to foreign pages", async (path) => {
    expect((await ask("GET", path, { origin: "https://evil.example.org" })).status).toBe(403);
    expect((await ask("GET", path, { host: "evil.example.org" })).status).toBe(403);
    expect((await ask("GET", path, { "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors" })).status).toBe(403);
  });

  it("tells what is on screen only to who has the token", async () => {
    expect((await ask("GET", "/changes?client=test")).status).toBe(403);
    expect((await ask("GET", `/changes?client=test&token=${"0".repeat(64)}`)).status).toBe(403);
  });

  it("gives the page, and a cookie for it, to who opens the printed address, also by a link", async () => {
    const path = preview.url.slice(preview.origin.length);
    const link = { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" };
    const { status, headers, body } = await ask("GET", path, { cookie: "", ...link });
    expect(status).toBe(200);
    const { port } = new URL(preview.url);
    expect(headers["set-cookie"]).toEqual([
      expect.stringMatching(new RegExp(`^preview-${port}=[0-9a-f]{64}; HttpOnly; SameSite=Strict; Path=/$`)),
    ]);
    const secret = new URL(preview.url).searchParams.get("secret") ?? "";
    expect(secret).toHaveLength(64);
    expect(body + headers["set-cookie"]?.toString()).not.toContain(secret);
    expect((await ask("GET", "/")).headers["set-cookie"]).toBeUndefined();
  });

  it.each(["/", `/?secret=${"0".repeat(64)}`, "/?secret=", "/page.js", "/page.css", "/assets/icon.svg", "/none"])(
    "refuses %s, with a word, to who does not know it",
    async (path) => {
      for (const none of ["", "preview=1", `${cookie.split("=")[0]}=`, `${cookie}0`, `x${cookie}`]) {
        const answer = await ask("GET", path, { cookie: none });
        expect(answer.status).toBe(403);
        expect(answer.headers["set-cookie"]).toBeUndefined();
        expect(answer.body).toBe("Open the whole address that the preview printed when it was started.\n");
      }
    },
  );

  it("takes the secret for no other page than that", async () => {
    const secret = new URL(preview.url).search;
    expect((await ask("GET", `/page.js${secret}`, { cookie: "" })).status).toBe(403);
    expect((await ask("POST", `/event${secret}`, { ...fromPage(), cookie: "" }, event)).status).toBe(403);
    expect((await ask("GET", `/changes${secret}&client=x&token=${token}`, { cookie: "" })).status).toBe(403);
  });

  itUnless(
    noOrdinaryUser ?? (isRoot ? undefined : "needs two users"),
    "another user of the machine gets nothing out of it",
    async () => {
      const script = await compile(`
      import { readdirSync, readFileSync } from "node:fs";
      const { origin, data } = JSON.parse(process.argv[2]);
      const attempt = (work: () => unknown) => { try { return work(); } catch (error) { return (error as NodeJS.ErrnoException).code; } };
      const ask = async (path: string, init?: RequestInit) => (await fetch(origin + path, init)).status;
      void (async () => {
        const statuses = [];
        for (const path of ["/", "/page.js", "/changes?client=x&token=", "/assets/icon.svg"]) statuses.push(await ask(path));
        const body = JSON.stringify({ type: "search", text: "x", seq: 1, client: "x" });
        statuses.push(await ask("/event", { method: "POST", body, headers: { origin } }));
        const files = [attempt(() => readdirSync(data)), attempt(() => readFileSync(data + "/secret", "utf8"))];
        console.log(JSON.stringify({ statuses, files }));
      })();
    `);
      const { origin } = preview;
      expect(await runScript(script, { origin, data }, { asOrdinaryUser: true })).toEqual({
        statuses: [403, 403, 403, 403, 403],
        files: ["EACCES", "EACCES"],
      });
      // The same where somebody has opened the folders above to others: the files of their own are private.
      chmodSync(dirname(data), 0o755);
      chmodSync(data, 0o755);
      const seen = await runScript<{ files: unknown[] }>(script, { origin, data }, { asOrdinaryUser: true });
      chmodSync(data, 0o700);
      expect(seen.files).toEqual([expect.arrayContaining(["secret"]), "EACCES"]);
    },
  );

  it("gives away no file but the extension's images", async () => {
    expect((await ask("GET", "/assets/icon.svg")).headers["content-type"]).toBe("image/svg+xml");
    for (const path of [
      "/assets/..%2fpackage.json",
      "/assets/%2e%2e%2fpackage.json",
      "/package.json",
      "/assets/none.png",
    ]) {
      expect((await ask("GET", path)).status).toBe(404);
    }
  });

  it("answers nonsense with an error and lives on", async () => {
    expect((await ask("POST", "/event", fromPage(), "not JSON")).status).toBe(400);
    expect((await ask("POST", "/event", fromPage(), "x".repeat(2_000_000))).status).toBe(400);
    expect((await ask("GET", "/assets/%")).status).toBe(400);
    expect((await ask("GET", "/")).status).toBe(200);
  });

  it("listens on the loopback address only", async () => {
    const { port } = new URL(preview.url);
    const reached = await new Promise<boolean>((resolve) => {
      const socket = connect(Number(port), "127.0.0.2");
      socket.setTimeout(2000, () => resolve(false));
      socket.on("connect", () => resolve(true));
      socket.on("error", () => resolve(false));
      socket.on("close", () => socket.destroy());
    });
    expect(reached).toBe(false);
    expect(host).toBe(`127.0.0.1:${port}`);
  });

  it("says so when its port is taken", async () => {
    const { port } = new URL(preview.url);
    const args = previewCommand(["--port", port, "--extension", extension, "--data", temporaryDirectory()]);
    const run = promisify(execFile)(process.execPath, args, { env: cleanEnvironment(temporaryDirectory()) });
    await expect(run).rejects.toMatchObject({
      code: 1,
      stderr: `Port ${port} is taken. Choose another one with --port, or 0 for any.\n`,
    });
  });
});

it("the page's own address has no port where it is that of http", () => {
  const guard = new Guard("secret", () => 80);
  const ask = (host: string) => guard.isFromHere({ method: "GET", url: "/", headers: { host } } as IncomingMessage);
  expect(ask("localhost")).toBe(true);
  expect(ask("127.0.0.1")).toBe(true);
  expect(ask("localhost:8080")).toBe(false);
});
