import assert from "node:assert/strict";
import { test } from "node:test";
import { binned, dayOf, everyDay, total } from "../../site_templates/static/js/stats/bins.js";
import { ticks } from "../../site_templates/static/js/stats/scale.js";
import { MEASURES } from "../../site_templates/static/js/stats/view.js";
import { amount, chartWords, dayWriter, hours } from "../../site_templates/static/js/stats/words.js";

const day = (name, itemsPlayed = 1) => ({ day: name, itemsQueued: 0, itemsPlayed, secondsPlayed: 0, likes: 0 });
const PLAYS = MEASURES.find(([key]) => key === "plays");

test("a window has each of its days once, quiet ones too, and none outside of it", () => {
  const days = everyDay([day("2026-11-20", 5), day("2026-11-15"), day("2026-11-23")], "7d", "2026-11-22");
  assert.deepEqual(
    days.map((one) => `${one.day} ${one.itemsPlayed}`),
    ["2026-11-16 0", "2026-11-17 0", "2026-11-18 0", "2026-11-19 0", "2026-11-20 5", "2026-11-21 0", "2026-11-22 0"],
  );
});

test("all time begins with the first day that is told, and is today alone where none is", () => {
  assert.equal(everyDay([day("2026-11-20"), day("2025-12-31")], "all", "2026-11-22")[0].day, "2025-12-31");
  assert.deepEqual(everyDay([], "all", "2026-11-22"), [day("2026-11-22", 0)]);
});

for (const [window, unit, count, first] of [
  ["7d", "day", 7, { from: "2026-11-16", to: "2026-11-16" }],
  ["30d", "day", 30, { from: "2026-10-24", to: "2026-10-24" }],
  // 22 November 2026 is a Sunday, 23 November 2025 one too: a week of one day, then 52 whole ones
  ["365d", "week", 53, { from: "2025-11-23", to: "2025-11-23" }],
]) {
  test(`the columns of ${window} are ${count}, one a ${unit}, and lose nothing`, () => {
    const days = everyDay([day("2025-12-01", 4), day("2026-11-16", 2), day("2026-11-22", 3)], window, "2026-11-22");
    const chart = binned(days);
    assert.equal(chart.unit, unit);
    assert.equal(chart.bins.length, count);
    const { from, to } = chart.bins[0];
    assert.deepEqual({ from, to }, first);
    assert.equal(chart.bins.at(-1).to, "2026-11-22");
    assert.equal(total(chart.bins, "itemsPlayed"), total(days, "itemsPlayed"));
  });
}

test("weeks begin on Monday", () => {
  const days = everyDay([], "365d", "2026-11-25");
  const begins = binned(days).bins.slice(1).map(({ from }) => new Date(from).getUTCDay());
  assert.deepEqual(new Set(begins), new Set([1]));
});

test("many years are columns of months, each with the days it really holds", () => {
  const { unit, bins } = binned(everyDay([day("2023-03-15")], "all", "2026-11-22"));
  assert.equal(unit, "month");
  assert.equal(bins.length, 45);
  assert.deepEqual([bins[0].from, bins[0].to, bins[1].from, bins.at(-1).to], ["2023-03-15", "2023-03-31", "2023-04-01", "2026-11-22"]);
});

test("a day is the UTC day, wherever the viewer is", () => {
  assert.equal(dayOf(Date.UTC(2026, 10, 22, 23, 59)), "2026-11-22");
});

for (const [largest, expected] of [
  [0, [0, 1]],
  [0.3, [0, 1]],
  [1, [0, 1]],
  [3, [0, 1, 2, 3]],
  [5, [0, 2, 4, 6]],
  [14, [0, 5, 10, 15]],
  [143, [0, 50, 100, 150]],
  [2000, [0, 500, 1000, 1500, 2000]],
]) {
  test(`a scale for up to ${largest} has the steps ${expected}`, () => assert.deepEqual(ticks(largest), expected));
}

for (const [seconds, text] of [
  [0, "0"],
  [1800, "0.5"],
  [3600, "1"],
  [35_700, "9.9"],
  [40_000, "11"],
  [9_000_000, "2,500"],
]) {
  test(`${seconds} seconds are ${text} hours`, () => assert.equal(hours(seconds), text));
}

test("amounts are said with what they are", () => {
  assert.equal(amount("plays", 1), "1 play");
  assert.equal(amount("likes", 1200), "1,200 likes");
  assert.equal(amount("queued", 3), "3 queued");
  assert.equal(amount("hours", 3600), "1 hour");
  assert.equal(amount("hours", 5400), "1.5 hours");
});

test("the chart in words names its time, its sum and its highest column", () => {
  const write = dayWriter("en-GB");
  const chart = binned(everyDay([day("2026-11-20", 5), day("2026-11-21", 9)], "7d", "2026-11-22"));
  assert.deepEqual(chartWords(chart, PLAYS, write), {
    title: "Plays day by day",
    description: "From 16 Nov to 22 Nov: 14 plays in all. Most: 9 plays, Sat 21 Nov.",
  });
  const weeks = { from: "2026-11-16", to: "2026-11-22" };
  assert.match(write.bin(weeks, "week"), /^16\s?–\s?22 Nov 2026$/);
  assert.equal(write.bin(weeks, "month"), "November 2026");
});
