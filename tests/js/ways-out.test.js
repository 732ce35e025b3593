import assert from "node:assert/strict";
import { test } from "node:test";
import { waysOut, whyNothing } from "../../site_templates/static/js/lib/ways-out.js";

const found = (totals) => async ({ query, categories, mode }) =>
  totals[`${query}|${categories.join()}|${mode}`] ?? 0;

test("only changes that find something are offered, the smallest first", async () => {
  const state = { query: "blob zzz", categories: ["a", "b"], mode: "all" };
  const ways = await waysOut(
    state,
    found({ "blob zzz||any": 2, "blob|a,b|all": 1, "|a,b|all": 9 }),
  );
  assert.deepEqual(
    ways.map(({ kind, total }) => [kind, total]),
    [
      ["all-categories", 2],
      ["one-word", 1],
      ["no-query", 9],
    ],
  );
});

test("two categories that share nothing are offered as any of them", async () => {
  const ways = await waysOut(
    { query: "", categories: ["a", "b"], mode: "all" },
    found({ "|a,b|any": 7, "||any": 99 }),
  );
  assert.equal(ways[0].kind, "any-category");
  assert.equal(ways[0].state.mode, "any");
});

test("one unknown word has no way out but the whole catalog", async () => {
  assert.deepEqual(await waysOut({ query: "zzz", categories: [], mode: "any" }, found({})), []);
});

for (const [query, names, text] of [
  ["zzz", [], "No title in the catalog contains these words."],
  ["zzz", ["Horror"], "No title with these words is in Horror."],
  ["", ["Horror", "1950s"], "No item is in Horror, 1950s at once."],
  ["", ["gone"], "No item is in gone."],
  ["", [], "The catalog has no items yet."],
]) {
  test(`nothing for "${query}" in [${names}] is explained`, () => assert.equal(whyNothing(query, names), text));
}
