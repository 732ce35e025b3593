/** Category chips with live counts, and whether any or all of the chosen ones must fit. */

import { number } from "../lib/text.js";
import { toggled } from "../lib/url-state.js";

function Chip({ category, count, pressed, onToggle }) {
  return (
    <button
      type="button"
      class={count ? "chip" : "chip chip-empty"}
      aria-pressed={pressed}
      onClick={onToggle}
    >
      <span dir="auto">{category.name}</span>
      <span class="chip-count">{number(count)}</span>
    </button>
  );
}

function MatchMode({ search }) {
  const { mode } = search.asked.value;
  return (
    <span class="match-mode" role="group" aria-label="Items must be in">
      {[
        ["any", "any of these"],
        ["all", "all of these"],
      ].map(([value, text]) => (
        <button type="button" aria-pressed={mode === value} onClick={() => search.change({ mode: value })}>
          {text}
        </button>
      ))}
    </span>
  );
}

export function Filters({ search }) {
  const { categories } = search.asked.value;
  const counts = search.found.value.categoryCounts;
  return (
    <div class="filters">
      <div class="chips" role="group" aria-label="Categories">
        {search.catalog.info.categories.map((category, index) => (
          <Chip
            key={category.slug}
            category={category}
            count={counts[index]}
            pressed={categories.includes(category.slug)}
            onToggle={() => search.change({ categories: toggled(categories, category.slug) })}
          />
        ))}
      </div>
      {categories.length > 1 && <MatchMode search={search} />}
      {categories.length > 0 && (
        <button
          type="button"
          class="link-button"
          onClick={(event) => {
            // the button goes away
            event.currentTarget.parentElement.querySelector("button").focus({ preventScroll: true });
            search.change({ categories: [], mode: "any" });
          }}
        >
          Clear categories
        </button>
      )}
    </div>
  );
}
