/** What a working playlist shows of one entry: title, length, when it would run, warnings. */

import { stopwatch } from "../lib/time.js";

/** `detail` is "times|place of the first" as made by `entryDetail`. */
export function renderEntry(entry, detail) {
  const [times, first] = detail.split("|");
  return (
    <div class="entry">
      <a class="row-title entry-title" href={`/video/${entry.videoId}/`} dir="auto" title={entry.title}>
        {entry.title}
      </a>
      <span class="entry-facts">
        <span>{times}</span>
        <span>{entry.durationSeconds === null ? "unknown length" : stopwatch(entry.durationSeconds)}</span>
        {first && <span class="badge badge-warn">same as {first}</span>}
      </span>
    </div>
  );
}

/** A plain text of all that changes with an entry's place, so that equal means "draw nothing". */
export function entryDetail(time, format, firstIndex) {
  const about = time.exact ? "" : "≥ ";
  const times = `${about}${format(time.startsAt)}–${format(time.endsAt)}`;
  return `${times}|${firstIndex === undefined ? "" : firstIndex + 1}`;
}
