/** The time left until a moment, as 4:32. It is not read out each second: who wants it, asks. */

import { stopwatch } from "../lib/time.js";
import { secondsUntil } from "./sign-in-flow.js";
import { useNow } from "./use-now.js";

/** `children(left)` gets the time left in words, and is not shown any more when it is over. */
export function Countdown({ until, over = null, children }) {
  const left = secondsUntil(until, useNow());
  if (!left) return over;
  return (
    <span class="countdown" aria-live="off">
      {children(stopwatch(left))}
    </span>
  );
}
