import assert from "node:assert/strict";
import { test } from "node:test";
import { append, removeKeys } from "../../site_templates/static/js/lib/playlist-model.js";
import { STORAGE_KEY } from "../../site_templates/static/js/lib/playlist-storage.js";
import { createPlaylistStore } from "../../site_templates/static/js/state/playlist-store.js";

const HOUR = 3_600_000;

function memoryStorage() {
  const values = new Map();
  return {
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => values.set(key, value),
  };
}

let serial = 0;
const makeKey = () => `key${(serial += 1)}`;
const open = (storage, { now = 1_000_000, isReturn = false } = {}) =>
  createPlaylistStore({ storage, now: () => now, makeKey, isReturn });
const add = (store, ...ids) =>
  store.apply(`adding ${ids}`, (entries) =>
    append(entries, ids.map((videoId) => ({ videoId, title: videoId, durationSeconds: 1 })), makeKey),
  );
const ids = (store) => store.entries.value.map(({ videoId }) => videoId).join("");

test("what was built is there again after a reload", () => {
  const storage = memoryStorage();
  add(open(storage), "a", "b");
  assert.equal(ids(open(storage)), "ab");
});

test("two tabs that add at the same time lose nothing", () => {
  const storage = memoryStorage();
  const [one, two] = [open(storage), open(storage)];
  add(one, "a");
  add(two, "b");
  add(one, "c");
  assert.equal(ids(one), "abc");
  two.adopt();
  assert.equal(ids(two), "abc");
});

test("undo goes behind one's own step only, not behind another tab's", () => {
  const storage = memoryStorage();
  const [one, two] = [open(storage), open(storage)];
  add(one, "a");
  add(two, "b");
  two.undo();
  assert.equal(ids(two), "a");
});

test("an old list is offered to a new tab, a fresh one is just there", () => {
  const storage = memoryStorage();
  add(open(storage, { now: 0 }), "a");
  assert.equal(open(storage, { now: HOUR / 4, isReturn: true }).returning.value, null);
  assert.deepEqual(open(storage, { now: HOUR, isReturn: true }).returning.value, { savedAt: 0 });
  assert.equal(open(storage, { now: HOUR, isReturn: false }).returning.value, null);
});

test("going on with an old list answers the question", () => {
  const storage = memoryStorage();
  add(open(storage, { now: 0 }), "a");
  const store = open(storage, { now: HOUR, isReturn: true });
  add(store, "b");
  assert.equal(store.returning.value, null);
  assert.equal(ids(store), "ab");
});

test("a discarded list comes back with undo", () => {
  const storage = memoryStorage();
  add(open(storage), "a", "b");
  const store = open(storage);
  store.clear();
  assert.equal(ids(open(storage)), "");
  store.undo();
  assert.equal(ids(open(storage)), "ab");
});

test("a list written by a newer version is neither read nor overwritten", () => {
  const storage = memoryStorage();
  const newer = JSON.stringify({ schema: 99, entries: [] });
  storage.setItem(STORAGE_KEY, newer);
  const store = open(storage);
  add(store, "a");
  assert.match(store.problem.value, /newer version/);
  assert.equal(storage.getItem(STORAGE_KEY), newer);
  assert.equal(ids(store), "a");
});

test("unreadable text is set aside before it is replaced", () => {
  const storage = memoryStorage();
  storage.setItem(STORAGE_KEY, "{ half");
  add(open(storage), "a");
  assert.equal(storage.getItem(`${STORAGE_KEY}.broken`), "{ half");
  assert.equal(ids(open(storage)), "a");
});

test("a full storage is told and the list goes on in memory", () => {
  const storage = memoryStorage();
  storage.setItem = () => {
    throw new Error("QuotaExceededError");
  };
  const store = open(storage);
  add(store, "a");
  assert.match(store.problem.value, /would not save/);
  assert.equal(ids(store), "a");
});

test("a browser without a storage is told of, too", () => {
  const store = open(null);
  assert.equal(store.problem.value, null);
  add(store, "a");
  assert.match(store.problem.value, /would not save/);
  assert.equal(ids(store), "a");
});

test("unreadable text that cannot be set aside stops nothing", () => {
  const storage = memoryStorage();
  storage.setItem(STORAGE_KEY, "{ half");
  storage.setItem = () => {
    throw new Error("QuotaExceededError");
  };
  const store = open(storage);
  assert.match(store.problem.value, /would not save/);
  add(store, "a");
  assert.equal(ids(store), "a");
});

test("a list that a newer version saves in another tab is not overwritten by this one", () => {
  const storage = memoryStorage();
  const store = open(storage);
  add(store, "a");
  const newer = JSON.stringify({ schema: 99, entries: [] });
  storage.setItem(STORAGE_KEY, newer);
  add(store, "b");
  assert.match(store.problem.value, /newer version/);
  assert.equal(storage.getItem(STORAGE_KEY), newer);
  assert.equal(ids(store), "ab");
});

test("a change that changes nothing is no step", () => {
  const store = open(memoryStorage());
  add(store, "a");
  assert.equal(store.apply("nothing", (entries) => removeKeys(entries, [])), false);
  assert.equal(store.undoLabel.value, "adding a");
});
