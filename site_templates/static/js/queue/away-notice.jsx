/** The page's one message while the queue is out of reach. */

import { clock, nowMinute } from "../state/clock.js";
import { awayWords } from "./away-words.js";
import { away, queue } from "./queue-feed.js";

export function AwayNotice() {
  const known = queue.value;
  const time = known?.asOf ? clock.at(known.asOf, nowMinute.value) : null;
  return (
    <div role="status">
      {away.value && (
        <p class="notice notice-bad queue-away" data-away={away.value}>
          <span>{awayWords(away.value, time)}</span>
        </p>
      )}
    </div>
  );
}
