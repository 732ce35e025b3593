/**
 * When each entry of a list would run, as signals that write themselves into the page: moving one
 * entry changes the times of all after it, and to draw those anew would take longer than a frame.
 */

import { batch, signal } from "@preact/signals";
import { clock } from "./clock.js";

/** The day is named where it is another than that of the entry before (or of now). */
function spanText(times, index) {
  const { startsAt, endsAt, exact } = times[index];
  const before = index ? times[index - 1].startsAt : Date.now();
  return `${exact ? "" : "≥ "}${clock.at(startsAt, before)} – ${clock.time(endsAt)}`;
}

/** `spanOf(key)` is a signal of "21:45 – 23:11"; `update` takes a list and its `schedule().times`. */
export function createEntryTimes() {
  const spans = new Map();
  function spanOf(key) {
    if (!spans.has(key)) spans.set(key, signal(""));
    return spans.get(key);
  }
  function forgetOthers(entries) {
    const keys = new Set(entries.map(({ key }) => key));
    for (const key of spans.keys()) if (!keys.has(key)) spans.delete(key);
  }
  function update(entries, times) {
    if (spans.size > 2 * entries.length + 100) forgetOthers(entries);
    batch(() => entries.forEach(({ key }, index) => (spanOf(key).value = spanText(times, index))));
  }
  return { spanOf, update };
}
