/** The time of day as a signal that moves with the minute, and the viewer's way of writing it. */

import { signal } from "@preact/signals";
import { clockFormatter } from "../lib/time.js";

export const nowMinute = signal(Date.now());
export const clock = clockFormatter(undefined, undefined);

function tick() {
  nowMinute.value = Date.now();
  setTimeout(tick, 60_000 - (Date.now() % 60_000));
}
tick();
