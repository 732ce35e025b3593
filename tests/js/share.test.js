import assert from "node:assert/strict";
import { test } from "node:test";
import { asText, shareFragment, sharedIds } from "../../site_templates/static/js/lib/share.js";

test("a link gives back its items in order, repetitions too", () => {
  const ids = ["b1oBx9Q", "a-_9", "b1oBx9Q"];
  assert.deepEqual(sharedIds(shareFragment(ids.map((videoId) => ({ videoId })))), ids);
});

test("what is no video_id in a link is left out", () => {
  assert.deepEqual(sharedIds("#playlist=ok.<img>..bad id.ok2"), ["ok", "ok2"]);
  assert.deepEqual(sharedIds("#main"), []);
});

test("a title cannot break out of its line of text", () => {
  const text = asText([{ videoId: "x1", title: "The\nBlob", durationSeconds: 5163 }]);
  assert.equal(text, "1. The Blob [1:26:03] (x1)\n");
});
