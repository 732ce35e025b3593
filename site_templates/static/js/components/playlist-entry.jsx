/** What a working playlist shows of one entry: title, length, when it would run, warnings. */

import { stopwatch } from "../lib/time.js";

/** `detail` is "span|place of the first" as made by `entryDetail`. */
export function renderEntry(entry, detail) {
  const [span, first] = detail.split("|");
  return (
    <div class="entry">
      <a class="row-title entry-title" href={`/video/${entry.videoId}/`} dir="auto" title={entry.title}>
        {entry.title}
      </a>
      <span class="entry-facts">
        <span>{span}</span>
        <span>{entry.durationSeconds === null ? "unknown length" : stopwatch(entry.durationSeconds)}</span>
        {first && <span class="badge badge-warn">same as {first}</span>}
      </span>
    </div>
  );
}

/**
 * A plain text of all that changes with an entry's place, so that equal means "draw nothing".
 * The day is named where it is another than that of the entry before (or of now).
 */
export function entryDetail(clock, times, index, firstIndex) {
  const { startsAt, endsAt, exact } = times[index];
  const before = index ? times[index - 1].startsAt : Date.now();
  const span = `${exact ? "" : "≥ "}${clock.at(startsAt, before)} – ${clock.time(endsAt)}`;
  return `${span}|${firstIndex === undefined ? "" : firstIndex + 1}`;
}
