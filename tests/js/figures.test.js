import assert from "node:assert/strict";
import { test } from "node:test";
import {
  basisText,
  grouped,
  nameOf,
  shareText,
  sinceText,
  spanText,
  targetText,
  valueText,
} from "../../site_templates/static/js/admin/figure-words.js";

const figure = (more) => ({
  id: "search_p95", unit: "seconds", value: 0.05, bound: "at_most", of: 120, target: 0.1, met: true, without: [], ...more,
});

test("a quantile is told as the bound it is known by, and as an estimate", () => {
  assert.equal(valueText(figure({})), "≤ 50 ms");
  assert.equal(valueText(figure({ value: 5, bound: "more_than" })), "> 5 s");
  assert.equal(basisText(figure({})), "estimated from 120 searches");
  assert.match(basisText(figure({ bound: "more_than", of: 1 })), /from 1 search, beyond/);
  assert.equal(targetText(figure({})), "Target: ≤ 100 ms");
});

test("spans are told in what people say", () => {
  const told = [0.001, 0.0025, 0.05, 1, 1.5, 60, 120, 300, 7200, 14400].map(spanText);
  assert.deepEqual(told, ["1 ms", "3 ms", "50 ms", "1 s", "1.5 s", "60 s", "2 min", "5 min", "2 h", "4 h"]);
});

test("a share is never rounded up to all of it", () => {
  assert.deepEqual([1, 0.99999, 0.9996, 0.983, 0.29, 0].map(shareText), ["100 %", "99.9 %", "99.9 %", "98.3 %", "29 %", "0 %"]);
  const codes = figure({ id: "otp_delivered", unit: "share", value: 0.5, bound: "exact", of: 2, target: 0.99, met: false });
  assert.equal(`${valueText(codes)} ${basisText(codes)}. ${targetText(codes)}`, "50 % of 2 codes. Target: ≥ 99 %");
});

test("nothing counted is no data, and never 0 %", () => {
  const none = figure({ value: null, bound: "exact", of: 0, met: null });
  assert.equal(valueText(none), "no data yet");
  assert.equal(basisText(none), "");
  assert.equal(valueText({ ...none, without: ["worker"] }), "worker not answering");
  const daily = { ...none, id: "likes_per_day", unit: "per_day", target: null };
  assert.equal(basisText(daily), "after the first day");
  assert.equal(valueText({ ...daily, unit: "count", value: 0 }), "0");
});

test("what the worker's silence takes away is said beside the number", () => {
  assert.equal(basisText(figure({ id: "kv_writes", unit: "share", bound: "exact", without: ["worker"] })), "of 120 writes, no worker answers now");
  assert.equal(basisText(figure({ id: "likes", unit: "count", value: 3, bound: "exact", without: ["worker"] })), "no worker answers now");
});

test("a figure nobody has words for is shown by its name", () => {
  assert.equal(nameOf(figure({ id: "brand_new" })), "brand new");
  assert.equal(basisText(figure({ id: "brand_new" })), "");
});

test("figures with targets are apart from those without", () => {
  const figures = [figure({}), figure({ id: "likes", target: null })];
  assert.deepEqual(grouped(figures).map(([title, ones]) => [title, ones.map(({ id }) => id)]), [
    ["How it is used", ["likes"]],
    ["How well it does", ["search_p95"]],
  ]);
});

test("since when is said for each program that counts", () => {
  const moment = (ms) => new Date(ms).toISOString().slice(11, 16);
  const api = { since: "2026-11-22T14:02:00Z" };
  const worker = { answering: 1, since: "2026-11-22T13:50:00Z", detail: null };
  assert.match(sinceText({ api, worker }, moment), /since 14:02 by this host’s API, and since 13:50 by the worker\./);
  assert.match(sinceText({ api, worker: { ...worker, answering: 2 } }, moment), /by 2 workers/);
  assert.match(sinceText({ api, worker: { answering: 0, since: null, detail: "No worker" } }, moment), /since 14:02 by this host’s API\. A restart/);
  assert.match(sinceText({ api: { since: null }, worker }, moment), /since its start/);
});
