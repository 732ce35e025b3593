import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeTitles, titleOf } from "../../site_templates/static/js/search/titles.js";

const encoder = new TextEncoder();
const reader = {
  fail: (reason) => {
    throw new Error(reason);
  },
};

/** Titles of three rows, the last of them with characters of more than a byte. */
function decoded({ tails = [2, 1, 0], years = [68] } = {}) {
  const texts = ["Night\n of Owls\n\x02\n", ".avi\n.[\x02].mp4\n", "L\u00e9on\u2019s \u6771\n"];
  const [rest, tailTexts, unusual] = texts.map((text) => encoder.encode(text));
  const bytes = (numbers) => Uint8Array.from(numbers);
  const sections = [bytes([0, 5, 0]), rest, tailTexts, bytes(tails), bytes(years), unusual];
  return decodeTitles(reader, 3, sections);
}

test("titles get back what they share, their endings and their years", () => {
  const titles = decoded();
  const found = [0, 1, 2].map((row) => titleOf(titles, row));
  assert.deepEqual(found, ["Night.[1968].mp4", "Night of Owls.avi", "L\u00e9on\u2019s \u6771"]);
});

test("the text has a line a title, where the starts say, unusual titles folded", () => {
  const { text, starts } = decoded();
  assert.equal(text, "Night.[1968].mp4\nNight of Owls.avi\nleons \u6771\n");
  assert.deepEqual([...starts], [0, 17, 35, text.length]);
});

test("an ending that is not there, or a year, is an error", () => {
  assert.throws(() => decoded({ tails: [3, 1, 0] }), /its endings do not add up/);
  assert.throws(() => decoded({ years: [] }), /its endings do not add up/);
});
