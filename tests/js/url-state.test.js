import assert from "node:assert/strict";
import { test } from "node:test";
import {
  formatSearch,
  historyAction,
  parseSearch,
  toggled,
} from "../../site_templates/static/js/lib/url-state.js";

const state = (part = {}) => ({ query: "", categories: [], mode: "any", ...part });

for (const part of [
  {},
  { query: "S.W.A.T. & more = 100%" },
  { query: "אבג 🎬", categories: ["1980s", "horror"], mode: "all" },
]) {
  test(`an address gives back what it was made of: ${JSON.stringify(part)}`, () => {
    assert.deepEqual(parseSearch(formatSearch(state(part))), state(part));
  });
}

test("equal states have equal addresses, whatever the order of the categories", () => {
  assert.equal(
    formatSearch(state({ categories: ["b", "a"] })),
    formatSearch(state({ categories: ["a", "b"] })),
  );
});

test("addresses written by hand are read leniently", () => {
  assert.deepEqual(parseSearch("?c=&c=b&c=b&mode=most&x=1"), state({ categories: ["b"] }));
});

test("one burst of typing is one step back, a pause or a filter begins another", () => {
  const [a, ab] = [state({ query: "a" }), state({ query: "ab" })];
  assert.equal(historyAction(a, ab, 100), "replace");
  assert.equal(historyAction(a, ab, 60_000), "push");
  assert.equal(historyAction(a, { ...a, mode: "all" }, 100), "push");
  assert.equal(historyAction(a, { ...a }, 100), "none");
});

test("a category is switched on and off", () => {
  assert.deepEqual(toggled(["b"], "a"), ["a", "b"]);
  assert.deepEqual(toggled(["a", "b"], "a"), ["b"]);
});
