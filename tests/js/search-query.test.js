import assert from "node:assert/strict";
import { test } from "node:test";
import { CategoryRows, passingSets } from "../../site_templates/static/js/search/categories.js";
import { displayTitle } from "../../site_templates/static/js/search/display-title.js";
import { fold } from "../../site_templates/static/js/search/fold.js";
import { parseQuery } from "../../site_templates/static/js/search/query.js";
import { RowBits, RowList } from "../../site_templates/static/js/search/row-sets.js";

test("folding drops case, marks, apostrophes and punctuation", () => {
  assert.equal(fold("  Don’t… Look, AMÉLIE & Straße! "), "dont look amelie strasse");
});

test("every character folds alike in a plain title and beside letters of another script", () => {
  const isHalf = (code) => code >= 0xd800 && code < 0xe000;
  for (let code = 0; code < 0x10000; code++) {
    const title = `a${String.fromCharCode(code)}b`;
    if (!isHalf(code)) assert.equal(fold(`${title} \u0142`), `${fold(title)} \u0142`, `${code}`);
  }
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

test("a filter as a bitmap of rows passes the same rows", () => {
  const sets = [[], [0], [1], [0, 1]];
  const setOf = Uint8Array.from({ length: 40 }, (_, row) => row % 4);
  const rows = new CategoryRows({ count: 40, categoryCount: 2, sets, setOf });
  assert.equal(rows.passing([], "any"), null);
  for (const [chosen, mode] of [[[0], "any"], [[0, 1], "any"], [[0, 1], "all"], [[-1, 0], "any"], [[-1, 0], "all"]]) {
    const passing = passingSets(sets, chosen, mode);
    const wanted = [...setOf.keys()].filter((row) => passing[setOf[row]] === 1);
    const found = [];
    new RowBits(rows.passing(chosen, mode)).walk((row) => void found.push(row));
    assert.deepEqual(found, wanted);
  }
});

test("rows are counted in every category they have, as a bitmap as well as a list", () => {
  const sets = [[], [0], [1], [0, 1]];
  const setOf = Uint8Array.from({ length: 400 }, (_, row) => row % 4);
  const rows = new CategoryRows({ count: 400, categoryCount: 2, sets, setOf });
  assert.deepEqual([...rows.count([RowBits.every(400)])], [200, 200]);
  assert.deepEqual([...rows.count([new RowList(Uint32Array.of(1, 2, 3, 4))])], [2, 2]);
});

test("titles are shown without dots, extension and brackets round the year", () => {
  assert.equal(displayTitle("The.Shining.[1997].mp4"), "The Shining (1997)");
  assert.equal(displayTitle("S.W.A.T.2003.mkv"), "S.W.A.T. 2003");
});
