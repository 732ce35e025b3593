import assert from "node:assert/strict";
import { test } from "node:test";
import { createDrafts } from "../../site_templates/static/js/lib/drafts.js";
import { moveKey, removeKeys } from "../../site_templates/static/js/lib/playlist-model.js";
import { createPlaylistEditor, entriesFor } from "../../site_templates/static/js/state/playlist-editor.js";

function memoryStorage({ full = false } = {}) {
  const values = new Map();
  return {
    getItem: (key) => values.get(key) ?? null,
    setItem(key, value) {
      if (full) throw new Error("full");
      values.set(key, value);
    },
    removeItem: (key) => values.delete(key),
  };
}

let serial = 0;
const makeKey = () => `key${(serial += 1)}`;
const item = (videoId) => ({ videoId, title: videoId.toUpperCase(), durationSeconds: 60, reason: null });
const version = (ids, revision = 1, updatedBy = "alice") => ({
  id: "one",
  name: "One",
  revision,
  updatedBy,
  items: [...ids].map(item),
});

function open(ids, { storage = memoryStorage(), revision = 1 } = {}) {
  const drafts = createDrafts(storage, () => 1000);
  return createPlaylistEditor({ saved: version(ids, revision), drafts, makeKey });
}

const order = (editor) => editor.ids().join("");
const keyOf = (editor, id) => editor.entries.value.find(({ videoId }) => videoId === id).key;
const move = (editor, id, to) => editor.apply("moving", (all) => moveKey(all, keyOf(editor, id), to));
const remove = (editor, id) => editor.apply("removing", (all) => removeKeys(all, [keyOf(editor, id)]));

test("a change is unsaved until it is saved or taken back", () => {
  const editor = open("abc");
  assert.equal(editor.dirty.value, false);
  move(editor, "a", 2);
  assert.equal(editor.dirty.value, true);
  editor.undo();
  assert.equal(editor.dirty.value, false);
  editor.redo();
  editor.stored(version("bca", 2));
  assert.equal(editor.dirty.value, false);
  assert.equal(editor.base.value.revision, 2);
});

test("what is changed while a save is under way stays unsaved", () => {
  const editor = open("abc");
  move(editor, "a", 2);
  remove(editor, "b");
  editor.stored(version("bca", 2));
  assert.equal(order(editor), "ca");
  assert.equal(editor.dirty.value, true);
});

test("unsaved changes are there after a reload, and are only resumed on request", () => {
  const storage = memoryStorage();
  move(open("abc", { storage }), "c", 0);
  const again = open("abc", { storage });
  assert.equal(order(again), "abc");
  assert.notEqual(again.waiting.value, null);
  again.resume();
  assert.equal(order(again), "cab");
  assert.equal(again.conflict.value, null);
  again.undo();
  assert.equal(order(again), "abc");
});

test("discarded or reverted changes are forgotten", () => {
  const storage = memoryStorage();
  const editor = open("abc", { storage });
  move(editor, "c", 0);
  editor.revert();
  assert.equal(open("abc", { storage }).waiting.value, null);
  move(editor, "c", 0);
  open("abc", { storage }).discard();
  assert.equal(open("abc", { storage }).waiting.value, null);
});

test("resuming on a playlist that has moved on is a conflict, not an overwriting", () => {
  const storage = memoryStorage();
  remove(open("abc", { storage }), "b");
  const again = open("abcx", { storage, revision: 2 });
  again.resume();
  const { theirChanges, myChanges } = again.conflict.value;
  assert.deepEqual(theirChanges.added.map(({ videoId }) => videoId), ["x"]);
  assert.deepEqual(myChanges.removed.map(({ videoId }) => videoId), ["b"]);
  again.merge();
  assert.equal(order(again), "acx");
  assert.equal(again.base.value.revision, 2);
});

test("a save whose answer was lost is no conflict with oneself", () => {
  const editor = open("abc");
  move(editor, "c", 0);
  assert.equal(editor.collide(version("cab", 2)), false);
  assert.equal(editor.conflict.value, null);
  assert.equal(editor.dirty.value, false);
  assert.equal(editor.base.value.revision, 2);
  move(editor, "b", 0);
  assert.equal(editor.collide(version("abc", 3, "bob")), true);
});

test("a conflict says who changed what, by title", () => {
  const editor = open("abc");
  move(editor, "a", 2);
  editor.collide(version("abcd", 2, "bob"));
  const { theirs, theirChanges, myChanges, titleOf } = editor.conflict.value;
  assert.equal(theirs.updatedBy, "bob");
  assert.deepEqual(theirChanges.added, [{ videoId: "d", before: null, after: 3 }]);
  assert.deepEqual(myChanges.moved, [{ videoId: "a", before: 0, after: 2 }]);
  assert.equal(titleOf.get("d"), "D");
});

test("merging keeps both sides' changes, says whose they are, and can be undone", () => {
  const editor = open("abc");
  editor.apply("adding", (all) => [...all, { ...item("m"), key: makeKey() }]);
  editor.collide(version("bcat", 2, "bob"));
  editor.merge();
  assert.deepEqual([...order(editor)].sort(), ["a", "b", "c", "m", "t"]);
  assert.deepEqual([...editor.origins.value.values()].sort(), ["mine", "theirs"]);
  assert.equal(editor.dirty.value, true);
  editor.undo();
  assert.equal(order(editor), "abcm");
});

test("taking theirs leaves nothing unsaved, and undo leads back to mine", () => {
  const editor = open("abc");
  move(editor, "c", 0);
  editor.collide(version("abcd", 2, "bob"));
  editor.takeTheirs();
  assert.equal(order(editor), "abcd");
  assert.equal(editor.dirty.value, false);
  editor.undo();
  assert.equal(order(editor), "cab");
  assert.equal(editor.base.value.revision, 2);
});

test("renaming changes the ground, not the unsaved items", () => {
  const editor = open("abc");
  move(editor, "c", 0);
  editor.renamed({ name: "Two", revision: 2, updatedAt: 5, updatedBy: "alice" });
  assert.equal(order(editor), "cab");
  assert.equal(editor.base.value.name, "Two");
  assert.equal(editor.dirty.value, true);
});

test("a browser that keeps nothing is told about", () => {
  const editor = open("abc", { storage: memoryStorage({ full: true }) });
  move(editor, "c", 0);
  assert.equal(editor.draftFailed.value, true);
});

test("a damaged draft counts as none", () => {
  const storage = memoryStorage();
  storage.setItem("kryten.draft.one", '{"schema":1,"entries":"x"}');
  assert.equal(open("abc", { storage }).waiting.value, null);
  storage.setItem("kryten.draft.one", "{");
  assert.equal(open("abc", { storage }).waiting.value, null);
});

test("entries keep their keys through another order, copies one by one", () => {
  const known = [..."aba"].map((id, at) => ({ ...item(id), key: `k${at}` }));
  const keys = entriesFor(["a", "a", "b", "a"], known, [item("a")], () => "new").map(({ key }) => key);
  assert.deepEqual(keys, ["k0", "k2", "k1", "new"]);
});
