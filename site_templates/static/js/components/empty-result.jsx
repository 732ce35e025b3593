/** Nothing found: which filter did it, and the single changes that would find something. */

import { number } from "../lib/text.js";
import { whyNothing } from "../lib/ways-out.js";

function textOf({ kind, total, word, state }) {
  const found = number(total);
  return {
    "any-category": `Any of these categories (${found})`,
    "all-categories": `Search all categories (${found})`,
    "one-word": `Only “${word}” (${found})`,
    "no-query": `Everything in ${state.categories.length > 1 ? "these categories" : "this category"} (${found})`,
  }[kind];
}

export function EmptyResult({ search }) {
  const go = (state) => {
    search.change(state);
    // the button goes with what it leads out of: the keyboard goes on from the new answer
    document.querySelector(".results-count").focus({ preventScroll: true });
  };
  const { state } = search.found.value;
  const names = state.categories.map((slug) => search.nameOf.get(slug) ?? slug);
  return (
    <div class="empty">
      <h2 dir="auto">{state.query ? `Nothing for “${state.query}”` : "Nothing here"}</h2>
      <p>{whyNothing(state.query, names)}</p>
      <div class="empty-ways">
        {search.exits.value.map((way) => (
          <button type="button" class="button" onClick={() => go(way.state)}>
            {textOf(way)}
          </button>
        ))}
        <button
          type="button"
          class="button"
          onClick={() => go({ query: "", categories: [], mode: "any" })}
        >
          Whole catalog ({number(search.catalog.info.itemCount)})
        </button>
      </div>
    </div>
  );
}
