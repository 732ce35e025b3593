/** What the editor shows of one entry: as in a working playlist, and what is special about it here. */

import { stopwatch } from "../../lib/time.js";
import { entryDetail } from "../playlist-entry.jsx";

const ORIGINS = { theirs: "theirs", mine: "yours" };

/** `detail` is "span|place of the first|origin" as made by `detailsOf`. */
export function renderSavedEntry(entry, detail) {
  const [span, first, origin] = detail.split("|");
  return (
    <div class="entry">
      <a class="row-title entry-title" href={`/video/${entry.videoId}/`} dir="auto" title={entry.title}>
        {entry.title}
      </a>
      <span class="entry-facts">
        <span>{span}</span>
        <span>{entry.durationSeconds === null ? "unknown length" : stopwatch(entry.durationSeconds)}</span>
        {first && <span class="badge badge-warn">same as {first}</span>}
        {origin && <span class="badge badge-origin">{ORIGINS[origin]}</span>}
        {entry.reason && <span class="warn-text">Cannot be queued: {entry.reason}</span>}
        {entry.reason && (
          <button type="button" class="link-button" data-replace={entry.key}>
            Replace…
          </button>
        )}
      </span>
    </div>
  );
}

/** Key → detail of every entry, by key: while one is lifted the order shown is not that of the list. */
export function detailsOf(entries, { clock, times, repeated, origins }) {
  return new Map(
    entries.map(({ key }, index) => [
      key,
      `${entryDetail(clock, times, index, repeated.get(key))}|${origins.get(key) ?? ""}`,
    ]),
  );
}
