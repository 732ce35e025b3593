/** Nothing found: which filter did it, and the single changes that would find something. */

import { number } from "../lib/text.js";

function textOf({ kind, total, word, state }) {
  const found = number(total);
  return {
    "any-category": `Any of these categories (${found})`,
    "all-categories": `Search all categories (${found})`,
    "one-word": `Only “${word}” (${found})`,
    "no-query": `Everything in ${state.categories.length > 1 ? "these categories" : "this category"} (${found})`,
  }[kind];
}

function reason({ query, categories }, names) {
  const where = names.join(", ");
  if (query && categories.length) return `No title with these words is in ${where}.`;
  if (query) return "No title in the catalog contains these words.";
  return `No item is in ${where} at once.`;
}

export function EmptyResult({ search }) {
  const { state } = search.found.value;
  const names = state.categories.map((slug) => search.nameOf.get(slug) ?? slug);
  return (
    <div class="empty">
      <h2 dir="auto">{state.query ? `Nothing for “${state.query}”` : "Nothing here"}</h2>
      <p>{reason(state, names)}</p>
      <div class="empty-ways">
        {search.exits.value.map((way) => (
          <button type="button" class="button" onClick={() => search.change(way.state)}>
            {textOf(way)}
          </button>
        ))}
        <button
          type="button"
          class="button"
          onClick={() => search.change({ query: "", categories: [], mode: "any" })}
        >
          Whole catalog ({number(search.catalog.info.itemCount)})
        </button>
      </div>
    </div>
  );
}
