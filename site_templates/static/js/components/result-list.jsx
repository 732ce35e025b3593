/** The grid of results: thousands of rows, of which only those near the window exist. */

import { useLayoutEffect } from "preact/hooks";
import { number } from "../lib/text.js";
import { counts } from "../state/playlist.js";
import { useRowWindow } from "../state/row-window.js";
import { playsOf } from "../stats/plays.js";
import { ResultRow } from "./result-row.jsx";

/** `known` is how many rows are known: those of a long answer follow its first ones. */
function placesToShow({ start, end }, active, known) {
  const places = [];
  if (active >= 0 && active < Math.min(start, known)) places.push(active);
  for (let place = start; place < Math.min(end, known); place += 1) places.push(place);
  if (active >= end && active < known) places.push(active);
  return places;
}

/** `revealer` is given the function that scrolls to a place. */
export function ResultList({ search, ids, onAdd, revealer }) {
  const { rows, total, state } = search.found.value;
  const rowWindow = useRowWindow(total);
  const { list, probe, rowHeight, range, shown } = rowWindow;
  revealer.current = rowWindow.reveal;
  const active = search.active.value;
  const height = rowHeight.value;
  const inList = counts.value;
  const lastPlayed = playsOf.value;

  // another answer begins at its top, where the reader has scrolled below that
  useLayoutEffect(() => {
    const top = list.current.getBoundingClientRect().top;
    if (top < 0) document.querySelector(".results-head").scrollIntoView({ block: "start" });
  }, [state]);

  return (
    <>
      <div
        class="results"
        id="results"
        role="grid"
        aria-label="Results"
        aria-rowcount={total}
        ref={list}
        style={{ height: `${shown * height}px` }}
      >
        <div role="rowgroup">
          {placesToShow(range.value, active, Math.min(shown, rows.length)).map((place) => (
            <ResultRow
              key={rows[place]}
              catalog={search.catalog}
              index={rows[place]}
              place={place}
              rowHeight={height}
              active={place === active}
              stop={place === Math.max(active, 0)}
              times={ids ? (inList.get(search.catalog.videoId(rows[place])) ?? 0) : 0}
              playedAt={ids ? (lastPlayed(search.catalog.videoId(rows[place]))?.lastAt ?? null) : null}
              query={state.query}
              ids={ids}
              onAdd={onAdd}
              onPick={(picked) => (search.active.value = picked)}
            />
          ))}
        </div>
      </div>
      <div class="row-probe" ref={probe} aria-hidden="true" />
      {shown < total && (
        <p class="more">The first {number(shown)} are shown: type or choose a category to narrow.</p>
      )}
    </>
  );
}
