import assert from "node:assert/strict";
import { test } from "node:test";
import { initial, number, pieces, plural } from "../../site_templates/static/js/lib/text.js";

test("highlighting loses no character, however the ranges lie", () => {
  const text = "The Blob <b>";
  for (const ranges of [[], [[0, 3]], [[4, 8], [0, 6]], [[2, 2], [8, 99]]]) {
    assert.equal(pieces(text, ranges).map((piece) => piece.text).join(""), text);
  }
});

test("the found part alone is marked", () => {
  assert.deepEqual(pieces("The Blob", [[4, 8]]), [
    { text: "The ", marked: false },
    { text: "Blob", marked: true },
  ]);
});

test("numbers and plurals read as English", () => {
  assert.equal(number(5412), "5,412");
  assert.equal(plural(1, "item"), "1 item");
  assert.equal(plural(2, "entry", "entries"), "2 entries");
});

test("a poster shows the first letter or digit of whatever alphabet", () => {
  assert.equal(initial("…é"), "É");
  assert.equal(initial("🎬 7"), "7");
  assert.equal(initial("🎬"), "•");
});
