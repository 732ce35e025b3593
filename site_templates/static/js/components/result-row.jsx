/** One found item in the grid of results. */

import { plural } from "../lib/text.js";
import { stopwatch } from "../lib/time.js";
import { AddButton } from "./add-button.jsx";
import { Ago } from "./ago.jsx";
import { Highlight } from "./highlight.jsx";
import { Thumb } from "./thumb.jsx";

function Facts({ item, videoId, catalog, query, shownRanges, playedAt }) {
  // where the match is only in the file name, the file name is shown with it
  const raw = query && !shownRanges.length ? catalog.highlight(item.title, query) : [];
  return (
    <span class="row-meta">
      {raw.length > 0 && (
        <span dir="auto">
          <Highlight text={item.title} ranges={raw} />
        </span>
      )}
      {item.unavailableReason && <span class="warn-text">{item.unavailableReason}</span>}
      <span class="row-runtime">{stopwatch(item.durationSeconds)}</span>
      {playedAt !== null && (
        <span class="row-played">
          played <Ago at={playedAt} />
        </span>
      )}
      {item.categories.map((name) => (
        <span>{name}</span>
      ))}
      {videoId && <span class="mono">{videoId}</span>}
    </span>
  );
}

/**
 * `place` is the row's place among the results, `index` its row in the catalog, `playedAt` when it
 * was last played, null where nobody knows.
 */
export function ResultRow({ catalog, index, place, rowHeight, active, stop, times, playedAt, query, ids, onAdd, onPick }) {
  const item = catalog.row(index);
  const videoId = ids ? catalog.videoId(index) : null;
  const ranges = query ? catalog.highlight(item.displayTitle, query) : [];
  const tabIndex = stop ? 0 : -1;
  const address = videoId ? `/video/${videoId}/` : undefined;
  return (
    <div
      class="row"
      role="row"
      id={`row-${place}`}
      aria-rowindex={place + 1}
      aria-selected={active}
      style={{ transform: `translateY(${place * rowHeight}px)` }}
      onPointerDown={() => onPick(place)}
    >
      <div role="gridcell" class="row-thumb">
        <Thumb id={index} title={item.displayTitle} load={() => catalog.thumbnail(index)} />
      </div>
      <div role="gridcell" class="row-text">
        <a class="row-title" href={address} tabIndex={tabIndex} dir="auto" title={item.title}>
          <Highlight text={item.displayTitle} ranges={ranges} />
        </a>
        <Facts item={item} videoId={videoId} catalog={catalog} query={query} shownRanges={ranges} playedAt={playedAt} />
      </div>
      <div role="gridcell" class="row-end">
        {times > 0 && (
          <span class="badge">
            in list{times > 1 && ` ×${times}`}
            <span class="visually-hidden"> ({plural(times, "time")})</span>
          </span>
        )}
        <span class="row-runtime">{stopwatch(item.durationSeconds)}</span>
        {!item.unavailableReason && (
          <AddButton title={item.displayTitle} times={times} tabIndex={tabIndex} onAdd={() => onAdd(place)} />
        )}
      </div>
    </div>
  );
}
