import assert from "node:assert/strict";
import { test } from "node:test";
import { countCategories, passingSets } from "../../site_templates/static/js/search/categories.js";
import { displayTitle } from "../../site_templates/static/js/search/display-title.js";
import { fold } from "../../site_templates/static/js/search/fold.js";
import { parseQuery } from "../../site_templates/static/js/search/query.js";

test("folding drops case, marks, apostrophes and punctuation", () => {
  assert.equal(fold("  Don’t… Look, AMÉLIE & Straße! "), "dont look amelie strasse");
});

test("a quoted phrase is one term, an unclosed one to the end", () => {
  assert.deepEqual(parseQuery('1997 "The Shining" x').terms, ["1997", "the shining", "x"]);
  assert.deepEqual(parseQuery("blob “the last").terms, ["blob", "the last"]);
});

test("a query of spaces is empty, one of punctuation is literal", () => {
  assert.deepEqual(parseQuery(" \u3000"), { literal: "", folded: "", terms: [], squashed: "" });
  assert.deepEqual(parseQuery("]."), { literal: "].", folded: "", terms: [], squashed: "" });
});

test("a half-typed emoji is a character that no title has", () => {
  assert.equal(parseQuery("💘".slice(0, 1)).literal, "\ufffd");
});

test("squashed queries have four characters at least, however wide", () => {
  assert.equal(parseQuery("a b c").squashed, "");
  assert.equal(parseQuery("a b c d").squashed, "abcd");
  assert.equal(parseQuery("𝒳 𐐨𐐨𐐨").squashed, "x𐐨𐐨𐐨");
  assert.equal(parseQuery("𐐨𐐨𐐨").squashed, "");
});

test("any passes with one chosen category, all only with every one", () => {
  const sets = [[], [0], [1], [0, 1]];
  assert.deepEqual([...passingSets(sets, [], "any")], [1, 1, 1, 1]);
  assert.deepEqual([...passingSets(sets, [0, 1], "any")], [0, 1, 1, 1]);
  assert.deepEqual([...passingSets(sets, [0, 1], "all")], [0, 0, 0, 1]);
  assert.deepEqual([...passingSets(sets, [-1], "any")], [0, 0, 0, 0]);
});

test("counts ignore the choice in mode any and follow it in mode all", () => {
  const sets = [[], [0], [1], [0, 1]];
  const rowsOfSet = [5, 3, 2, 1];
  const any = countCategories(rowsOfSet, sets, passingSets(sets, [0], "any"), "any", 2);
  assert.deepEqual([any.total, ...any.categoryCounts], [4, 4, 3]);
  const all = countCategories(rowsOfSet, sets, passingSets(sets, [0], "all"), "all", 2);
  assert.deepEqual([all.total, ...all.categoryCounts], [4, 4, 1]);
});

test("titles are shown without dots, extension and brackets round the year", () => {
  assert.equal(displayTitle("The.Shining.[1997].mp4"), "The Shining (1997)");
  assert.equal(displayTitle("S.W.A.T.2003.mkv"), "S.W.A.T. 2003");
});
