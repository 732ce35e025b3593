/** One entry of the queue: its place, title, who queued it, how long it is, when it starts. */

import { stopwatch } from "../lib/time.js";
import { displayTitle } from "../search/display-title.js";
import { clock } from "../state/clock.js";
import { Poster } from "./poster.jsx";
import { startOf } from "./queue-model.js";
import { Title } from "./title.jsx";

function Start({ entry, kind }) {
  if (kind === "playing") return <span class="badge badge-now">now</span>;
  if (kind === "played") return <span class="muted">earlier</span>;
  if (kind === "unknown") {
    return (
      <span class="muted" title="Something before it has no known length">
        time unknown
      </span>
    );
  }
  return <time dateTime={new Date(entry.startsAt).toISOString()}>{clock.at(entry.startsAt, Date.now())}</time>;
}

export function QueueRow({ entry, index, total, playing, top }) {
  const kind = startOf(entry, index, playing);
  return (
    <li
      class={`row queue-row queue-${kind}`}
      style={{ transform: `translateY(${top}px)` }}
      aria-setsize={total}
      aria-posinset={index + 1}
      aria-current={kind === "playing" || undefined}
      data-uid={entry.uid}
    >
      <span class="queue-place">{index + 1}</span>
      <Poster videoId={entry.videoId} title={displayTitle(entry.title)} />
      <div class="row-text">
        <Title entry={entry} class="row-title" />
        <span class="row-meta">
          <span>{entry.seconds === null ? "unknown length" : stopwatch(entry.seconds)}</span>
          {entry.queuedBy && <span dir="auto">{entry.queuedBy}</span>}
          {entry.temp && <span title="It leaves the queue when it has played">temporary</span>}
        </span>
      </div>
      <span class="queue-start">
        <Start entry={entry} kind={kind} />
      </span>
    </li>
  );
}
