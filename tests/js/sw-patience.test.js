import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as later } from "node:timers/promises";
import { answerWithin } from "../../site_templates/static/js/sw/patience.js";

test("a page that has begun to come is not cut short, however slow the line", async () => {
  const signal = await answerWithin(5, "/", async (_, begun) => begun.signal);
  await later(50);
  assert.equal(signal.aborted, false);
});

test("where nothing comes in time the stored page is not kept waiting", async () => {
  const silent = (_, { signal }) =>
    new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
  await assert.rejects(answerWithin(5, "/", silent), { name: "AbortError" });
});

test("the network's own failure comes through at once", async () => {
  const broken = () => Promise.reject(new TypeError("no route"));
  await assert.rejects(answerWithin(60_000, "/", broken), { message: "no route" });
});
