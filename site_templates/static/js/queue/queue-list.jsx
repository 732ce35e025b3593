/** The entries in order: thousands of them, of which only those near the window exist. */

import { number, plural } from "../lib/text.js";
import { runtime } from "../lib/time.js";
import { clock, nowMinute } from "../state/clock.js";
import { useRowWindow } from "../state/row-window.js";
import { away, queue } from "./queue-feed.js";
import { playingIndex, summary } from "./queue-model.js";
import { QueueRow } from "./queue-row.jsx";

function Totals({ about }) {
  const { count, totalSeconds, unknown, endsAt } = about;
  return (
    <p class="queue-totals">
      <strong>{plural(count, "item")}</strong>, {unknown > 0 && "at least "}
      <strong>{runtime(totalSeconds)}</strong>
      {unknown > 0 && ` and ${plural(unknown, "item")} of unknown length`}
      {endsAt !== null && !away.value && (
        <>
          , ends <strong>{clock.at(endsAt, nowMinute.value)}</strong>
        </>
      )}
    </p>
  );
}

function Rows({ entries, playing }) {
  const { list, probe, rowHeight, range, shown } = useRowWindow(entries.length);
  const { start, end } = range.value;
  const height = rowHeight.value;
  return (
    <>
      <ol class="queue-rows" ref={list} style={{ height: `${shown * height}px` }} aria-label="Entries of the queue">
        {entries.slice(start, Math.min(end, shown)).map((entry, offset) => (
          <QueueRow
            key={entry.uid}
            entry={entry}
            index={start + offset}
            total={entries.length}
            playing={playing}
            top={(start + offset) * height}
          />
        ))}
      </ol>
      <div class="row-probe" ref={probe} aria-hidden="true" />
      {shown < entries.length && <p class="more">The first {number(shown)} are shown.</p>}
    </>
  );
}

export function QueueList() {
  const known = queue.value;
  if (!known) return null;
  return (
    <section class="queue-list" aria-labelledby="queue-heading" data-away={away.value || undefined}>
      <div class="queue-head">
        <h2 id="queue-heading">The queue</h2>
        {known.entries.length > 0 && <Totals about={summary(known)} />}
      </div>
      {known.entries.length ? (
        <Rows entries={known.entries} playing={playingIndex(known)} />
      ) : (
        <div class="empty">
          <p>Nothing is queued.</p>
          <p>
            <a class="button" href="/playlists/">
              Choose a playlist
            </a>
          </p>
        </div>
      )}
    </section>
  );
}
