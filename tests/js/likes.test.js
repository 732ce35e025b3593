import assert from "node:assert/strict";
import { test } from "node:test";
import { ApiError } from "../../site_templates/static/js/api/problem.js";
import { isOf, playOf, readLike } from "../../site_templates/static/js/likes/like-memory.js";
import { likedWords, refusedWords, whyNot } from "../../site_templates/static/js/likes/like-words.js";

const BLOB = { uid: 7, videoId: "b1", title: "The.Blob.[1958].mp4" };
const timeIn = (seconds) => `14:${String(seconds / 60).padStart(2, "0")}`;

test("what plays can be liked if something does and it is of the catalog; else the reason is said", () => {
  assert.equal(whyNot(BLOB), null);
  assert.match(whyNot(null), /^Nothing is playing/);
  assert.match(whyNot({ ...BLOB, videoId: null }), /not from this catalog/);
});

test("a like is told with its count, and a second one kindly", () => {
  assert.equal(likedWords({ likes: 1 }, "The Blob"), "You liked The Blob: 1 like so far.");
  assert.equal(likedWords({ likes: 4 }, "The Blob"), "You liked The Blob: 4 likes so far.");
  assert.equal(likedWords({}, "The Blob"), "You liked The Blob.");
  assert.match(likedWords({ duplicate: true, likes: 4 }, "The Blob"), /^You liked The Blob already/);
});

for (const [what, error, words] of [
  ["something else plays by now", { code: "nothing_playing", status: 409, detail: "Reel 2 is playing." }, /^Reel 2 is playing.$/],
  ["too many likes", { code: "rate_limited", status: 429, detail: "…", retryAfterSeconds: 900 }, /The next one does at 14:15/],
  ["too many, without a time", { code: "rate_limited", status: 429, detail: "Wait a while." }, /^The Blob is not liked. Wait a while.$/],
  ["NATS is down", { code: "nats_unavailable", status: 503, detail: "NATS is down." }, /^The Blob is not liked. NATS is down.$/],
]) {
  test(`a refused like says why: ${what}`, () => assert.match(refusedWords(new ApiError(error), "The Blob", timeIn), words));
}

test("a remembered like is of one play, by one person, whatever the case of the name", () => {
  const like = { username: "Alice", play: playOf(BLOB), count: 4 };
  assert.ok(isOf(like, BLOB, "alice"));
  assert.ok(!isOf(like, { ...BLOB, uid: 8 }, "Alice"), "the next play of the item");
  assert.ok(!isOf(like, BLOB, "bob"));
  assert.ok(!isOf(like, null, "Alice"));
  assert.ok(!isOf(null, BLOB, "Alice"));
  assert.ok(!isOf(like, BLOB, null));
});

for (const [text, value] of [
  [null, null],
  ["", null],
  ["{", null],
  ['"Alice"', null],
  ['{"username":"Alice","play":7}', null],
  ['{"username":"Alice","play":"7 b1","count":"many","more":1}', { username: "Alice", play: "7 b1", count: null }],
]) {
  test(`a stored like ${text} reads ${JSON.stringify(value)}`, () => assert.deepEqual(readLike(text), value));
}
