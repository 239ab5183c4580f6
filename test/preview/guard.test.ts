import { execFile } from "node:child_process";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { connect } from "node:net";
import { promisify } from "node:util";
import { Guard } from "../../preview/server/guard";
import { cleanEnvironment, copyFixtureExtension, previewCommand, startPreview, type Preview } from "../support/page";
import { temporaryDirectory } from "../support/temporary";

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

describe("the server of the page", () => {
  const extension = copyFixtureExtension();
  let preview: Preview;
  let token: string;
  let host: string;

  beforeAll(async () => {
    preview = await startPreview({ args: ["--extension", extension, "--data", temporaryDirectory()] });
    host = new URL(preview.url).host;
    token = /name="preview-token" content="(\w+)"/.exec((await ask("GET", "/")).body)?.[1] ?? "";
  }, 120_000);

  afterAll(() => preview?.stop());

  /** A request as any program, or any page in a browser, can send it. Streams are ended once they begin. */
  function ask(method: string, path: string, headers: Record<string, string> = {}, body = ""): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const sent = httpRequest(`${preview.url}${path}`, { method, headers }, (response) => {
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
  const fromPage = () => ({ origin: preview.url, "x-preview-token": token, "content-type": "application/json" });

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
    ["a request that a browser marks as foreign", { "sec-fetch-site": "cross-site" }],
    ["a request of a sibling site", { "sec-fetch-site": "same-site" }],
  ])("refuses an event from %s", async (_who, headers: Record<string, string>) => {
    const given: Record<string, string> = { ...fromPage(), ...headers };
    for (const [name, value] of Object.entries(given)) if (value === "") delete given[name];
    expect((await ask("POST", "/event", given, event)).status).toBe(403);
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
  const guard = new Guard(() => 80);
  const ask = (host: string) => guard.isFromHere({ method: "GET", url: "/", headers: { host } } as IncomingMessage);
  expect(ask("localhost")).toBe(true);
  expect(ask("127.0.0.1")).toBe(true);
  expect(ask("localhost:8080")).toBe(false);
});
