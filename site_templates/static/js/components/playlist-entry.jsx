/** What a list shows of one entry: title, length, when it would run, warnings. */

import { stopwatch } from "../lib/time.js";

/** `span` is a signal, see state/entry-times.js; `first` the place of the first of equal items. */
export function EntryFacts({ entry, span, first, children }) {
  return (
    <span class="entry-facts">
      <span>{span}</span>
      <span>{entry.durationSeconds === null ? "unknown length" : stopwatch(entry.durationSeconds)}</span>
      {first !== undefined && <span class="badge badge-warn">same as {first + 1}</span>}
      {children}
    </span>
  );
}

export function EntryTitle({ entry }) {
  return (
    <a class="row-title entry-title" href={`/video/${entry.videoId}/`} dir="auto" title={entry.title}>
      {entry.title}
    </a>
  );
}

/** For OrderedList: `detail` is the place of the first entry with the same item, or undefined. */
export const entryRenderer = ({ spanOf }) =>
  function renderEntry(entry, detail) {
    return (
      <div class="entry">
        <EntryTitle entry={entry} />
        <EntryFacts entry={entry} span={spanOf(entry.key)} first={detail} />
      </div>
    );
  };
