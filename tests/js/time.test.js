import assert from "node:assert/strict";
import { test } from "node:test";
import {
  ago,
  clockFormatter,
  runtime,
  schedule,
  startMoment,
  stopwatch,
} from "../../site_templates/static/js/lib/time.js";

for (const [seconds, text] of [
  [45, "45 s"],
  [60, "1 min"],
  [3600, "1 h"],
  [5520, "1 h 32 min"],
  [3599, "1 h"],
  [null, "unknown length"],
]) {
  test(`a runtime of ${seconds} seconds reads "${text}"`, () => assert.equal(runtime(seconds), text));
}

for (const [seconds, text] of [
  [5, "0:05"],
  [65, "1:05"],
  [5530, "1:32:10"],
  [null, "–:––"],
]) {
  test(`${seconds} seconds are ${text} on a stopwatch`, () => assert.equal(stopwatch(seconds), text));
}

test("entries run back to back, and an unknown length makes all later times a lower bound", () => {
  const entries = [60, null, 30].map((durationSeconds) => ({ durationSeconds }));
  assert.deepEqual(schedule(entries, 1000), {
    times: [
      { startsAt: 1000, endsAt: 61_000, exact: true },
      { startsAt: 61_000, endsAt: 61_000, exact: true },
      { startsAt: 61_000, endsAt: 91_000, exact: false },
    ],
    endsAt: 91_000,
    exact: false,
    unknown: 1,
    totalSeconds: 90,
  });
});

test("a start time that has passed today means tomorrow", () => {
  const noon = new Date(2026, 10, 22, 12, 0).getTime();
  assert.equal(startMoment("20:30", noon), new Date(2026, 10, 22, 20, 30).getTime());
  assert.equal(startMoment("08:00", noon), new Date(2026, 10, 23, 8, 0).getTime());
  assert.equal(startMoment("", noon), noon);
  assert.equal(startMoment("12:00", noon + 59_999), noon);
  assert.equal(startMoment("12:00", noon + 60_000), new Date(2026, 10, 23, 12, 0).getTime());
});

const DAY = 86_400_000;

test("clock times are the viewer's own, with the day where it is another", () => {
  const { at, time } = clockFormatter("en-GB", "Europe/Berlin");
  const evening = Date.UTC(2026, 10, 22, 20, 45);
  assert.equal(time(evening), "21:45");
  assert.equal(at(evening, evening), "21:45");
  assert.equal(at(evening + 3 * 3_600_000, evening), "Mon 00:45");
  // a list may run for weeks, and a copy be as old: then a weekday says nothing
  assert.equal(at(evening + 5 * DAY, evening), "Fri 21:45");
  assert.equal(at(evening + 19 * DAY, evening), "11 Dec 21:45");
  assert.equal(at(evening - 7 * DAY, evening), "15 Nov 21:45");
});

for (const [minutes, text] of [
  [0, "just now"],
  [-5, "just now"],
  [1, "1 minute ago"],
  [59, "59 minutes ago"],
  [60, "1 hour ago"],
  [23 * 60, "23 hours ago"],
  [23.6 * 60, "yesterday"],
  [26 * 60, "yesterday"],
  [72 * 60, "3 days ago"],
  [13 * 1440, "13 days ago"],
  [15 * 1440, "2 weeks ago"],
  [59 * 1440, "8 weeks ago"],
  [100 * 1440, "3 months ago"],
  [731 * 1440, "2 years ago"],
]) {
  test(`${minutes} minutes back is "${text}"`, () => assert.equal(ago(0, minutes * 60_000), text));
}
