/** How long ago something was, moving with the minute; the exact time for whoever points at it. */

import { ago } from "../lib/time.js";
import { nowMinute } from "../state/clock.js";

const EXACT = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "short" });

/** `at` in milliseconds. */
export const Ago = ({ at }) => (
  <time dateTime={new Date(at).toISOString()} title={EXACT.format(at)}>
    {ago(at, nowMinute.value)}
  </time>
);
