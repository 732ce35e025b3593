import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { createClient } from "../../site_templates/static/js/api/client.js";
import { ApiError, problemOf, retrySeconds } from "../../site_templates/static/js/api/problem.js";

const NOW = Date.UTC(2026, 10, 22, 14, 2);
const seen = [];
let server;
let root;

const json = (reply, status, body, headers = {}) =>
  reply.writeHead(status, { "Content-Type": "application/json", ...headers }).end(JSON.stringify(body));
const problem = (reply, status, body, headers = {}) =>
  json(reply, status, body, { "Content-Type": "application/problem+json", ...headers });

const ANSWERS = {
  "/api/v1/fine": (reply) => json(reply, 200, { fine: true }),
  "/api/v1/nothing": (reply) => reply.writeHead(204).end(),
  "/api/v1/health": (reply) => json(reply, 503, { service: "playlist", nats_connected: false }),
  "/api/v1/down": (reply) =>
    problem(reply, 503, { title: "Down", status: 503, code: "nats_unavailable", detail: "NATS is down." }, { "Retry-After": "5" }),
  "/api/v1/locked": (reply) =>
    problem(reply, 423, { status: 423, code: "locked", detail: "Locked.", retry_after_seconds: 12, extra: [1] }),
  "/api/v1/page": (reply) => reply.writeHead(200, { "Content-Type": "text/html" }).end("<!doctype html>"),
  "/api/v1/lost": (reply) => reply.writeHead(404, { "Content-Type": "text/html" }).end("<h1>404</h1>"),
  "/api/v1/gateway": (reply) => reply.writeHead(502).end(),
  "/api/v1/broken": (reply) => reply.writeHead(200, { "Content-Type": "application/json" }).end("{"),
  "/api/v1/slow": () => {},
  "/api/v1/cut": (reply) => reply.destroy(),
};

before(async () => {
  server = createServer((request, reply) => {
    let body = "";
    request.on("data", (part) => (body += part));
    request.on("end", () => {
      seen.push({ method: request.method, url: request.url, headers: request.headers, body });
      ANSWERS[request.url](reply);
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  root = `http://127.0.0.1:${server.address().port}/api/v1`;
});
after(() => {
  server.closeAllConnections();
  server.close();
});

const client = () => createClient({ root, fetch, now: () => NOW });
const failure = async (promise) => {
  const error = await promise.then(
    () => assert.fail("must be refused"),
    (reason) => reason,
  );
  assert.ok(error instanceof ApiError, String(error));
  return error;
};

test("an answer is its parsed JSON, and nothing where there is nothing", async () => {
  assert.deepEqual(await client().get("/fine"), { fine: true });
  assert.equal(await client().delete("/nothing"), null);
});

test("a body goes as JSON, a revision as If-Match, and a call without a body says no type", async () => {
  seen.length = 0;
  await client().put("/fine", { name: "X" }, { ifMatch: 7 });
  await client().post("/fine");
  const [put, post] = seen;
  assert.equal(put.headers["content-type"], "application/json");
  assert.equal(put.headers["if-match"], '"7"');
  assert.deepEqual(JSON.parse(put.body), { name: "X" });
  assert.equal(post.headers["content-type"], undefined);
  assert.equal(post.body, "");
});

test("a problem keeps its code, sentence, fields and the time to wait", async () => {
  const locked = await failure(client().post("/locked", {}));
  assert.equal(locked.code, "locked");
  assert.equal(locked.message, "Locked.");
  assert.deepEqual(locked.fields, { retry_after_seconds: 12, extra: [1] });
  assert.equal(locked.retryAfterSeconds, 12);
  const down = await failure(client().get("/down"));
  assert.equal(down.retryAfterSeconds, 5);
  assert.equal(down.away, false);
});

test("a status that is expected is an answer, unless it comes as a problem", async () => {
  const health = await client().get("/health", { also: [503] });
  assert.equal(health.nats_connected, false);
  assert.equal((await failure(client().get("/down", { also: [503] }))).code, "nats_unavailable");
  assert.equal((await failure(client().get("/health"))).code, "api_unavailable");
});

for (const [path, code] of [
  ["/page", "api_missing"],
  ["/lost", "api_missing"],
  ["/broken", "api_missing"],
  ["/gateway", "api_unavailable"],
  ["/cut", "api_unreachable"],
]) {
  test(`what is no answer of ours is told apart: ${path} is ${code}`, async () => {
    const error = await failure(client().get(path));
    assert.equal(error.code, code);
    assert.equal(error.away, true);
    assert.match(error.detail, /^The|^This/);
  });
}

test("nobody there at all is unreachable, and the call is made once only", async () => {
  let calls = 0;
  const lonely = createClient({
    root,
    fetch: () => {
      calls += 1;
      return Promise.reject(new TypeError("fetch failed"));
    },
  });
  assert.equal((await failure(lonely.post("/fine", {}))).code, "api_unreachable");
  assert.equal(calls, 1);
});

test("a service that says nothing is given up after its time", async () => {
  assert.equal((await failure(client().get("/slow", { timeoutMs: 50 }))).code, "api_timeout");
});

test("a call the page itself takes back is not a problem of the service", async () => {
  const stop = new AbortController();
  const heard = [];
  const api = client();
  api.onProblem((error) => heard.push(error));
  const call = api.get("/slow", { signal: stop.signal });
  stop.abort();
  await assert.rejects(call, { name: "AbortError" });
  assert.deepEqual(heard, []);
});

test("whoever listens hears each problem until they stop", async () => {
  const api = client();
  const heard = [];
  const stop = api.onProblem(({ code }) => heard.push(code));
  await failure(api.get("/lost"));
  stop();
  await failure(api.get("/lost"));
  assert.deepEqual(heard, ["api_missing"]);
});

test("Retry-After is read as seconds and as a date", () => {
  assert.equal(retrySeconds("7", NOW), 7);
  assert.equal(retrySeconds("Sun, 22 Nov 2026 14:02:30 GMT", NOW), 30);
  assert.equal(retrySeconds("Sun, 22 Nov 2026 14:00:00 GMT", NOW), 0);
  assert.equal(retrySeconds("soon", NOW), null);
  assert.equal(retrySeconds(null, NOW), null);
});

test("an error nobody knows says so and is not taken for a missing service", () => {
  const error = problemOf(500, { oops: 1 }, null, NOW);
  assert.equal(error.code, "unexpected_answer");
  assert.equal(error.away, false);
});
