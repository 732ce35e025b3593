import assert from "node:assert/strict";
import { test } from "node:test";
import {
  elapsedAt,
  nextLook,
  playingIndex,
  readQueue,
  startOf,
  summary,
} from "../../site_templates/static/js/queue/queue-model.js";
import { awayWords } from "../../site_templates/static/js/queue/away-words.js";

const START = Date.UTC(2026, 10, 22, 20, 0);
const iso = (moment) => new Date(moment).toISOString();
const raw = (uid, seconds, startsAt) => ({
  uid,
  video_id: `v${uid}`,
  title: `Title ${uid}`,
  seconds,
  queued_by: "bob",
  temp: false,
  starts_at: startsAt === null ? null : iso(startsAt),
});
const reply = (entries, playing) => ({
  connected: true,
  as_of: iso(START),
  now_playing: playing && { uid: playing.uid, video_id: null, title: "x", seconds: playing.seconds, elapsed_seconds: 10 },
  entries,
});

test("a length of 0 is CyTube's way of saying that there is none", () => {
  const queue = readQueue(reply([raw(0, 0, START)], { uid: 0, seconds: 0 }));
  assert.equal(queue.entries[0].seconds, null);
  assert.equal(queue.nowPlaying.seconds, null);
});

test("uid 0 is an entry like any other", () => {
  const queue = readQueue(reply([raw(5, 60, null), raw(0, 60, START)], { uid: 0, seconds: 60 }));
  assert.equal(playingIndex(queue), 1);
});

test("a time of the service that it does not know is none", () => {
  assert.equal(readQueue({ ...reply([], null), as_of: "1970-01-01T00:00:00Z" }).asOf, null);
});

for (const [item, ms, expected] of [
  [{ elapsed: 10, seconds: 600 }, 5000, 15],
  [{ elapsed: 10, seconds: 600 }, 900_000, 600],
  [{ elapsed: 10, seconds: null }, 900_000, 910],
  [{ elapsed: null, seconds: 600 }, 5000, null],
]) {
  test(`${ms} ms after ${item.elapsed} of ${item.seconds} s, ${expected} s have been played`, () => {
    assert.equal(elapsedAt(item, 1000, 1000 + ms), expected);
  });
}

test("the end of the queue is the end of its last entry", () => {
  const entries = [raw(0, 60, START), raw(1, 90, START + 65_000)];
  assert.deepEqual(summary(readQueue(reply(entries, { uid: 0, seconds: 60 }))), {
    count: 2,
    totalSeconds: 150,
    unknown: 0,
    coming: 1,
    endsAt: START + 155_000,
  });
});

test("an unknown length to come leaves the end unknown, one that has been played does not", () => {
  const unknownFirst = [raw(0, 0, null), raw(1, 60, START)];
  assert.equal(summary(readQueue(reply(unknownFirst, { uid: 1, seconds: 60 }))).endsAt, START + 60_000);
  const unknownLast = [raw(1, 60, START), raw(0, 0, START + 65_000)];
  const found = summary(readQueue(reply(unknownLast, { uid: 1, seconds: 60 })));
  assert.deepEqual([found.endsAt, found.unknown, found.totalSeconds], [null, 1, 60]);
});

test("the empty queue has no end and nothing to come", () => {
  assert.deepEqual(summary(readQueue(reply([], null))), {
    count: 0,
    totalSeconds: 0,
    unknown: 0,
    coming: 0,
    endsAt: null,
  });
});

test("what stands before the playing entry is told apart from what comes", () => {
  const entries = [raw(7, 60, null), raw(8, 60, START), raw(9, 60, START + 65_000), raw(3, 60, null)];
  const { entries: read } = readQueue(reply(entries, { uid: 8, seconds: 60 }));
  assert.deepEqual(
    read.map((entry, index) => startOf(entry, index, 1)),
    ["played", "playing", "at", "unknown"],
  );
});

test("the next look comes when the playing entry ends, and later for a long queue", () => {
  const look = (count, elapsed) =>
    nextLook({ entries: Array(count), nowPlaying: { elapsed, seconds: 600 } });
  assert.equal(look(10, 0), 3020);
  assert.equal(look(4000, 0), 11_000);
  assert.equal(look(4000, 599), 2500);
  assert.equal(look(10, 700), 1500);
});

for (const [away, words] of [
  ["nats", "NATS is down. The queue below is as it was at 21:45."],
  ["robot", "The robot is not in the channel. The queue below is as it was at 21:45."],
  ["service", "The service does not answer. The queue below is as it was at 21:45."],
  ["queue", "The robot cannot tell the queue just now. The queue below is as it was at 21:45."],
]) {
  test(`without ${away} the page says so, and how old what it shows is`, () => {
    assert.ok(awayWords(away, "21:45").startsWith(words));
    assert.ok(!awayWords(away, null).includes("below"));
  });
}
