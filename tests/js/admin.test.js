import assert from "node:assert/strict";
import { test } from "node:test";
import { filtered, kindsOf, viaOf, whatOf } from "../../site_templates/static/js/admin/audit-words.js";
import { countsText, isRunning, refreshText } from "../../site_templates/static/js/admin/refresh-words.js";

const event = (action, subject, more = {}) => ({ actor: "labadmin", via: "web", action, subject, detail: "", ...more });
const EVENTS = [
  event("blessed.add", "bob"),
  event("blessed.remove", "Bob"),
  event("ip-block.add", "192.0.2.7", { actor: "Alice", via: "pm", detail: "did not ask for the code" }),
  event("catalog.refresh", "0a1b2c"),
  event("playlist.rename", "Friday"),
];

test("actions are told in words, and unknown ones as they are", () => {
  assert.equal(whatOf(EVENTS[0]), "blessed bob");
  assert.equal(whatOf(EVENTS[3]), "asked for a catalog refresh");
  assert.equal(whatOf(EVENTS[4]), "playlist.rename Friday");
  assert.equal(viaOf(EVENTS[2]), "by private message");
  assert.equal(viaOf({ via: "carrier pigeon" }), "carrier pigeon");
});

test("kinds are those there are, once each and sorted", () => {
  assert.deepEqual(kindsOf(EVENTS), ["blessed", "catalog", "ip-block", "playlist"]);
});

test("the filter wants every word somewhere and the kind, whatever the case", () => {
  const count = (kind, text) => filtered(EVENTS, { kind, text }).length;
  assert.equal(count("", ""), 5);
  assert.equal(count("", "BOB"), 2);
  assert.equal(count("", "blessing bob"), 1);
  assert.equal(count("", "192.0.2.7 asked"), 0);
  assert.equal(count("", "192.0.2 ask alice"), 1);
  assert.equal(count("blessed", "labadmin"), 2);
  assert.equal(count("ip-block", "labadmin"), 0);
});

const job = (more) => ({
  state: "running",
  created_at: "2026-11-22T14:00:00Z",
  progress: { stage: "fetching", done: 0, total: 0 },
  counts: null,
  detail: null,
  ...more,
});
const SOON = Date.parse("2026-11-22T14:00:03Z");

test("a refresh says how far it is", () => {
  assert.equal(refreshText(job({}), SOON), "fetching…");
  assert.equal(refreshText(job({ progress: { stage: "items", done: 1200, total: 5400 } }), SOON), "items: 1,200 of 5,400");
  assert.ok(isRunning(job({})) && isRunning(job({ state: "pending" })) && !isRunning(undefined));
});

test("a refresh nobody takes points to the worker", () => {
  assert.match(refreshText(job({ state: "pending" }), SOON), /Waiting/);
  assert.match(refreshText(job({ state: "pending" }), SOON + 20_000), /kryten-playlist worker/);
});

test("the result names every count, and a failure its reason", () => {
  const counts = { added: 1234, removed: 0, changed: 2, rejected: 0 };
  assert.equal(countsText(counts), "1,234 added, none removed, 2 changed, none rejected");
  assert.equal(countsText(null), "");
  assert.equal(refreshText(job({ state: "done", counts }), SOON), `Done: ${countsText(counts)}.`);
  assert.match(refreshText(job({ state: "failed", detail: "MediaCMS is away" }), SOON), /^Failed; .* MediaCMS is away$/);
});
