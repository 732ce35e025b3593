import assert from "node:assert/strict";
import { test } from "node:test";
import {
  append,
  countByVideo,
  duplicates,
  MAX_ENTRIES,
  moveKey,
  removeKeys,
} from "../../site_templates/static/js/lib/playlist-model.js";

const numbered = () => {
  let number = 0;
  return () => `k${(number += 1)}`;
};
const items = (...ids) => ids.map((videoId) => ({ videoId, title: videoId, durationSeconds: 60 }));
const list = (...ids) => append([], items(...ids), numbered());
const ids = (entries) => entries.map(({ videoId }) => videoId).join("");
const keys = (entries) => entries.map(({ key }) => key);

test("appending keeps what is there and names each entry anew", () => {
  const before = list("a", "b");
  const after = append(before, items("a"), () => "new");
  assert.equal(ids(after), "aba");
  assert.deepEqual(after.slice(0, 2), before);
  assert.equal(after[2].key, "new");
});

test("a list never grows beyond what a saved playlist may hold", () => {
  const full = append([], items(..."x".repeat(MAX_ENTRIES + 5)), numbered());
  assert.equal(full.length, MAX_ENTRIES);
  assert.equal(append(full, items("y"), () => "more"), full);
});

test("removing by key takes one of two equal items, the one meant", () => {
  const entries = list("a", "b", "a");
  assert.deepEqual(keys(removeKeys(entries, ["k3"])), ["k1", "k2"]);
  assert.equal(removeKeys(entries, ["unknown"]), entries);
});

for (const [key, index, expected] of [
  ["k1", 2, "bcad"],
  ["k4", 0, "dabc"],
  ["k2", 99, "acdb"],
  ["k3", -5, "cabd"],
]) {
  test(`moving ${key} to ${index} gives ${expected}`, () => {
    assert.equal(ids(moveKey(list("a", "b", "c", "d"), key, index)), expected);
  });
}

test("moving nowhere or an unknown key changes nothing", () => {
  const entries = list("a", "b");
  assert.equal(moveKey(entries, "k1", 0), entries);
  assert.equal(moveKey(entries, "gone", 1), entries);
});

test("every repetition is told with the place of the first", () => {
  assert.deepEqual(
    [...duplicates(list("a", "b", "a", "a", "b"))],
    [
      ["k3", 0],
      ["k4", 0],
      ["k5", 1],
    ],
  );
});

test("items are counted by video_id", () => {
  assert.deepEqual(Object.fromEntries(countByVideo(list("a", "b", "a"))), { a: 2, b: 1 });
});
