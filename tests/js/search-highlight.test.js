import assert from "node:assert/strict";
import { test } from "node:test";
import { highlight } from "../../site_templates/static/js/search/highlight.js";

const cases = [
  ["The.Shining.[1997].pt1", "the shining", ["The.Shining"]],
  ["The Shining (1997)", "1997 shin", ["Shin", "1997"]],
  ["The Shining (1997)", '"the shi" 97', ["The Shi", "97"]],
  ["S.W.A.T. (2003)", "swat", ["S.W.A.T"]],
  ["Ame\u0301lie and Amélie", "amel", ["Ame\u0301l", "Amél"]],
  ["Ame\u0301lie", "ame", ["Ame\u0301"]],
  ["Straße", "strass", ["Straß"]],
  ["Don't Look Now", "dont look", ["Don't Look"]],
  ["💘 Love 💘", "love", ["Love"]],
  ["💘 Love 💘", "💘", ["💘", "💘"]],
  ["A [b].", "].", ["]."]],
  ["The Blob", "blob mp4", ["Blob"]],
  ["<img src=x onerror=alert(1)>", "<IMG SRC", ["img src"]],
  ["banana", "ana nan", ["anan"]],
  ["The Blob", "", []],
  ["The Blob", "zorro", []],
  ["ﷺ", "صلى", ["ﷺ"]],
];

for (const [text, query, parts] of cases) {
  test(`in ${JSON.stringify(text)} the query ${JSON.stringify(query)} marks ${JSON.stringify(parts)}`, () => {
    const ranges = highlight(text, query);
    assert.deepEqual(
      ranges.map(([start, end]) => text.slice(start, end)),
      parts,
    );
    for (let index = 1; index < ranges.length; index++) {
      assert.ok(ranges[index - 1][1] < ranges[index][0], "ranges are apart and in order");
    }
  });
}
