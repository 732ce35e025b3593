import assert from "node:assert/strict";
import { test } from "node:test";
import { parse, serialise } from "../../site_templates/static/js/lib/playlist-storage.js";

const entry = { key: "k", videoId: "abc_-9", title: "<img onerror>", durationSeconds: 60 };

test("what is written is read back as it was", () => {
  const written = { entries: [entry], revision: "r1", savedAt: 42 };
  assert.deepEqual(parse(serialise(written)), { status: "ok", ...written });
});

for (const [text, status] of [
  [null, "empty"],
  ["", "empty"],
  ["{", "broken"],
  ["null", "broken"],
  ['{"schema":1}', "broken"],
  ['{"schema":2,"entries":[]}', "newer"],
]) {
  test(`${text} is ${status}`, () => assert.equal(parse(text).status, status));
}

test("entries that cannot be are left out, the others stay", () => {
  const stored = JSON.stringify({
    schema: 1,
    revision: "r",
    savedAt: 1,
    entries: [null, { ...entry, videoId: "../x" }, { ...entry, title: 5 }, entry, entry],
  });
  assert.deepEqual(parse(stored).entries, [entry]);
});

test("a length that is no number of seconds is unknown", () => {
  const stored = JSON.stringify({
    schema: 1,
    revision: "r",
    savedAt: 1,
    entries: [{ ...entry, durationSeconds: -4 }],
  });
  assert.equal(parse(stored).entries[0].durationSeconds, null);
});
