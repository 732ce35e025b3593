/** The search field: a combobox whose popup is the grid of results below it. */

import { useLayoutEffect, useRef } from "preact/hooks";
import { number } from "../lib/text.js";
import { IconButton } from "./icon-button.jsx";
import { Icon } from "./icon.jsx";

const PAGE = 8;
const STEPS = { ArrowDown: 1, ArrowUp: -1, PageDown: PAGE, PageUp: -PAGE };

/** `onWalk(step)`, `onChoose(index)`, `onOpen(index)` act on results; `restore` = {value, focus}. */
export function SearchBar({ search, onWalk, onChoose, onOpen, restore }) {
  const input = useRef(null);
  const { query } = search.asked.value;
  const active = search.active.value;
  const total = search.found.value?.total ?? 0;

  useLayoutEffect(() => {
    if (restore.focus) input.current.focus({ preventScroll: true });
  }, []);

  const clear = () => search.change({ query: "" });
  const onKeyDown = (event) => {
    if (event.isComposing) return;
    const step = STEPS[event.key];
    if (step && !event.altKey && !event.ctrlKey && !event.metaKey) onWalk(step);
    else if (event.key === "Enter" && event.shiftKey && active >= 0) onOpen(active);
    else if (event.key === "Enter") active >= 0 && onChoose(active);
    else if (event.key === "Escape") query ? clear() : input.current.blur();
    else return;
    event.preventDefault();
  };
  return (
    <form class="search-bar" role="search" onSubmit={(event) => event.preventDefault()}>
      <div class="search-field">
        <Icon name="search" />
        <label class="visually-hidden" for="query">
          Search {number(search.catalog.info.itemCount)} titles
        </label>
        <input
          ref={input}
          id="query"
          type="search"
          role="combobox"
          aria-expanded={total > 0}
          aria-controls={total > 0 ? "results" : undefined}
          aria-haspopup="grid"
          aria-autocomplete="list"
          aria-activedescendant={active >= 0 ? `row-${active}` : undefined}
          aria-describedby="search-hint"
          placeholder={`Search ${number(search.catalog.info.itemCount)} titles`}
          autoComplete="off"
          autoCapitalize="off"
          spellcheck={false}
          enterKeyHint="search"
          value={query}
          data-search-shortcut
          onInput={(event) => search.change({ query: event.currentTarget.value }, event.timeStamp)}
          onKeyDown={onKeyDown}
        />
        <span class="visually-hidden" id="search-hint">
          Arrow keys walk the results, Enter adds to your list, Shift Enter opens the item.
        </span>
        <span class="search-end">
          {query ? (
            <IconButton
              icon="close"
              label="Clear search"
              onClick={() => {
                clear();
                input.current.focus();
              }}
            />
          ) : (
            <kbd class="search-hint" aria-hidden="true">
              /
            </kbd>
          )}
        </span>
      </div>
    </form>
  );
}
