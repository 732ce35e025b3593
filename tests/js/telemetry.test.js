import assert from "node:assert/strict";
import { test } from "node:test";
import { createRecorder } from "../../site_templates/static/js/telemetry/recorder.js";
import { landed, readVisit, secondsToApply } from "../../site_templates/static/js/telemetry/visit.js";

const START = 1_800_000_000_000;

/** A page of a tab: what it sent, and its storage, which the next page of the tab gets. */
function page({ storage = new Map(), at = { now: START }, there = true, taken = true } = {}) {
  const sent = [];
  const planned = [];
  const state = { there, taken };
  const recorder = createRecorder({
    storage: { getItem: (key) => storage.get(key) ?? null, setItem: (key, value) => storage.set(key, value) },
    now: () => at.now,
    send: async (body) => {
      sent.push(body);
      return state.taken;
    },
    reachable: () => state.there,
    later: (run) => planned.push(run),
  });
  const tell = async () => {
    for (const run of planned.splice(0)) run();
    await null;
    await null;
  };
  return { recorder, sent, tell, state, storage, at, planned };
}

test("many searches become one beacon, and an add counts after a search only", async () => {
  const { recorder, sent, tell, planned } = page();
  recorder.added();
  assert.equal(planned.length, 0);
  recorder.searched();
  recorder.searchTook(3.14159);
  recorder.searchTook(20);
  recorder.searched();
  assert.equal(planned.length, 1);
  await tell();
  assert.deepEqual(sent, [{ searched: true, search_ms: [3.1, 20] }]);
  recorder.added();
  recorder.added();
  await tell();
  assert.deepEqual(sent[1], { added: true });
});

test("nothing to tell is not told", async () => {
  const { recorder, sent } = page();
  recorder.flush();
  assert.deepEqual(sent, []);
});

test("the visit goes on over the tab's pages: each moment is told once", async () => {
  const first = page();
  first.recorder.searched();
  first.recorder.flush();
  const second = page({ storage: first.storage });
  second.recorder.searched();
  second.recorder.added();
  second.recorder.flush();
  const third = page({ storage: first.storage });
  third.recorder.searched();
  third.recorder.added();
  third.recorder.flush();
  assert.deepEqual([...first.sent, ...second.sent, ...third.sent], [{ searched: true }, { added: true }]);
});

test("while the service is away nothing is sent; times are dropped, the moments told later", async () => {
  const { recorder, sent, tell, state } = page({ there: false });
  recorder.searched();
  recorder.searchTook(5);
  await tell();
  assert.deepEqual(sent, []);
  state.there = true;
  recorder.added();
  await tell();
  assert.deepEqual(sent, [{ searched: true, added: true }]);
});

test("a beacon that fails is not sent again, and ends the visit's telling", async () => {
  const { recorder, sent, tell, planned, storage } = page({ taken: false });
  recorder.searched();
  await tell();
  recorder.searchTook(5);
  recorder.added();
  assert.equal(planned.length, 0);
  recorder.flush();
  assert.equal(sent.length, 1);
  const next = page({ storage });
  next.recorder.applied();
  next.recorder.flush();
  assert.deepEqual(next.sent, []);
});

test("one beacon holds no more times than the service takes", async () => {
  const { recorder, sent, tell } = page();
  for (let count = 0; count < 250; count += 1) recorder.searchTook(count);
  await tell();
  assert.equal(sent[0].search_ms.length, 100);
});

test("from landing to the first apply, over pages, once", async () => {
  const first = page();
  first.at.now += 95_400;
  const second = page({ storage: first.storage, at: first.at });
  second.recorder.applied();
  second.recorder.flush();
  second.recorder.applied();
  second.recorder.flush();
  assert.deepEqual(second.sent, [{ landing_to_apply_seconds: 95 }]);
});

test("a page left open for days, and a clock put back, tell no time", () => {
  assert.equal(secondsToApply(landed(START), START + 90_000_000), null);
  assert.equal(secondsToApply(landed(START), START - 1), null);
  assert.equal(secondsToApply({ ...landed(START), applied: true }, START + 1000), null);
});

test("what is stored is taken for a visit only where it is one", () => {
  for (const text of [null, "", "{", "[]", "7", '{"landedAt":"x"}', '{"landedAt":1}']) {
    assert.deepEqual(readVisit(text, START), landed(START));
  }
  assert.equal(readVisit(JSON.stringify({ ...landed(5), searched: true }), START).landedAt, 5);
});

test("no beacon and nothing stored holds more than numbers, yes and no", async () => {
  const { recorder, sent, tell, storage } = page();
  recorder.searched();
  recorder.searchTook(5);
  recorder.added();
  recorder.applied();
  await tell();
  const values = [sent[0], JSON.parse(storage.get("kryten.visit"))].flatMap((one) => Object.values(one).flat());
  const names = new Set(["searched", "added"]);
  assert.deepEqual(values.filter((value) => typeof value === "string" && !names.has(value)), []);
});
