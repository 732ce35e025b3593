import assert from "node:assert/strict";
import { test } from "node:test";
import {
  arrange,
  formatView,
  parseView,
  readItem,
  readPlaylist,
  readSummary,
} from "../../site_templates/static/js/lib/saved-playlists.js";

const raw = (name, more = {}) => ({
  id: name,
  name,
  item_count: 1,
  duration_seconds: 60,
  created_by: "alice",
  updated_at: "2026-11-22T20:00:00Z",
  revision: 1,
  ...more,
});
const names = (list) => list.map(({ name }) => name);

test("the list is filtered by words of name and maker, folded", () => {
  const list = [raw("Été au cinéma"), raw("Horror", { created_by: "Bob" }), raw("Late cinema")].map(readSummary);
  assert.deepEqual(names(arrange(list, "CINEMA", "name")), ["Été au cinéma", "Late cinema"]);
  assert.deepEqual(names(arrange(list, "bob hor", "name")), ["Horror"]);
  assert.deepEqual(names(arrange(list, "nobody", "name")), []);
});

test("every order is total: equal values go by name, numbers in names count", () => {
  const list = [raw("Part 10"), raw("Part 2"), raw("Big", { item_count: 9, duration_seconds: 0 })].map(readSummary);
  assert.deepEqual(names(arrange(list, "", "items")), ["Big", "Part 2", "Part 10"]);
  assert.deepEqual(names(arrange(list, "", "runtime")), ["Part 2", "Part 10", "Big"]);
  assert.deepEqual(names(arrange(list, "", "who")), ["Big", "Part 2", "Part 10"]);
  const later = [...list, readSummary(raw("New", { updated_at: "2026-11-22T21:00:00Z" }))];
  assert.equal(names(arrange(later, "", "changed"))[0], "New");
});

test("a view and its address say the same", () => {
  for (const view of [
    { id: null, text: "", order: "changed" },
    { id: null, text: "a & b", order: "name" },
    { id: "x/y", text: "", order: "changed" },
  ]) {
    assert.deepEqual(parseView(formatView(view)), view);
  }
  assert.equal(formatView({ id: "x", text: "kept out", order: "name" }), "?id=x");
  assert.equal(parseView("?sort=constructor").order, "changed");
});

test("an item that nobody knows is called by its id and has a reason", () => {
  const item = readItem({ video_id: "gone", title: null, duration_seconds: null, available: false, reason: null });
  assert.equal(item.title, "gone");
  assert.ok(item.reason);
  assert.equal(item.durationSeconds, null);
});

test("a playlist is read with titles for people and where it is stored", () => {
  const items = [{ video_id: "a", title: "The.Blob.[1958].mp4", duration_seconds: 5163, available: true, reason: null }];
  const playlist = readPlaylist(raw("One", { items, stored: "local", updated_by: "bob" }));
  assert.equal(playlist.items[0].title, "The Blob (1958)");
  assert.equal(playlist.items[0].reason, null);
  assert.equal(playlist.storedLocally, true);
  assert.equal(playlist.updatedBy, "bob");
});
