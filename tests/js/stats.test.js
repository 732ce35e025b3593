import assert from "node:assert/strict";
import { test } from "node:test";
import { playsIn } from "../../site_templates/static/js/stats/plays-in.js";
import { readCopy, readLiked, readLive } from "../../site_templates/static/js/stats/read.js";
import { formatStatsView, inWindow, parseStatsView } from "../../site_templates/static/js/stats/view.js";

for (const [search, view, again] of [
  ["", { window: "30d", measure: "plays" }, ""],
  ["?window=7d", { window: "7d", measure: "plays" }, "?window=7d"],
  ["?show=likes&window=all", { window: "all", measure: "likes" }, "?window=all&show=likes"],
  ["?window=31d&show=%3Cimg%3E", { window: "30d", measure: "plays" }, ""],
]) {
  test(`the address "${search}" shows ${view.window}, ${view.measure}, and is written "${again}"`, () => {
    assert.deepEqual(parseStatsView(search), view);
    assert.equal(formatStatsView(view), again);
  });
}

test("a window is named as people say it", () => {
  assert.equal(inWindow("7d"), "in the last 7 days");
  assert.equal(inWindow("all"), "so far");
});

const SUMMARY = { items_queued: 4, items_played: 3, seconds_queued: 7200, seconds_played: 5400 };
const ROW = { video_id: "b1", title: "The.Blob.[1958].mp4", plays: 3, seconds_played: 5400, last_played_at: "2026-11-20T20:00:00Z" };
const DAY = { date: "2026-11-20", items_queued: 4, items_played: 3, seconds_played: 5400, likes: 2 };
const READ = {
  summary: { itemsQueued: 4, itemsPlayed: 3, secondsQueued: 7200, secondsPlayed: 5400 },
  top: [{ videoId: "b1", title: "The Blob (1958)", count: 3, lastAt: Date.UTC(2026, 10, 20, 20) }],
  days: [{ day: "2026-11-20", itemsQueued: 4, itemsPlayed: 3, secondsPlayed: 5400, likes: 2 }],
};

test("the service's three replies and the copy beside the site read the same", () => {
  const live = readLive([SUMMARY, { window: "7d", items: [ROW] }, { window: "7d", days: [DAY] }], 1000);
  assert.deepEqual(live, { asOf: 1000, ...READ });
  const copy = { as_of: "2026-11-22T08:00:00Z", summary: SUMMARY, top_played: { "7d": [ROW] }, days: [DAY], items: {} };
  assert.deepEqual(readCopy(copy, "7d"), { asOf: Date.UTC(2026, 10, 22, 8), ...READ });
  assert.deepEqual(readCopy(copy, "30d").top, [], "a window the copy does not have is empty");
});

test("an item without a title is called by its video_id, and a moment nobody knows is null", () => {
  const row = readLiked({ video_id: "x_-9", title: null, likes: 2, last_liked_at: null });
  assert.deepEqual(row, { videoId: "x_-9", title: "x_-9", count: 2, lastAt: null });
});

test("plays of single items are looked up by own entries only, in milliseconds", () => {
  const of = playsIn({ b1: [3, 1_700_000_000], never: [0, 0], odd: "3" });
  assert.deepEqual(of("b1"), { plays: 3, lastAt: 1_700_000_000_000 });
  for (const id of ["never", "odd", "unknown", "constructor", "__proto__"]) assert.equal(of(id), null, id);
  assert.equal(playsIn(null)("b1"), null);
});
