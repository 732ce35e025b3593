/** "37 of 5,412", how old the catalog is, and adding all that was found. */

import { number } from "../lib/text.js";
import { newerSnapshot } from "../state/freshness.js";
import { Icon } from "./icon.jsx";

export function ResultsHead({ search, onAddAll }) {
  const { total, state } = search.found.value;
  const { itemCount, takenAt } = search.catalog.info;
  const filtered = state.query !== "" || state.categories.length > 0;
  return (
    <div class="results-head">
      <p class="results-count" tabIndex={-1}>
        <strong>{number(total)}</strong> of {number(itemCount)}
      </p>
      <p class="results-date">
        as of <time dateTime={takenAt}>{takenAt.slice(0, 10)}</time>
      </p>
      {newerSnapshot.value && (
        <button type="button" class="chip update-chip" onClick={() => location.reload()}>
          <Icon name="reload" /> catalog updated — reload
        </button>
      )}
      {filtered && total > 1 && (
        <button type="button" class="button small" onClick={onAddAll}>
          <Icon name="plus" /> Add all {number(total)}
        </button>
      )}
    </div>
  );
}
