/** When each item was last played, by the copy beside the site: read when there is nothing better to do. */

import { computed, effect, signal } from "@preact/signals";
import { poll } from "../state/poll.js";
import { standing } from "../status/health.js";
import { fetchCopy } from "./copy.js";
import { playsIn } from "./plays-in.js";

const LOOK_EVERY_MS = 10 * 60_000;

const items = signal(null);
/** A function from a video_id to `{plays, lastAt}`, or to null for what was never played. */
export const playsOf = computed(() => playsIn(items.value));

async function load() {
  try {
    items.value = (await fetchCopy()).items;
  } catch (error) {
    // the search works without it: what was known stays
    console.info("no numbers of plays:", error.message);
  }
}

const whenIdle = (work) => (window.requestIdleCallback ? requestIdleCallback(work, { timeout: 5000 }) : setTimeout(work, 1000));

let watching = false;

/** Looks after `playsOf`, where there is or was a service that counts: a site alone has no such file. */
export function watchPlays() {
  effect(() => {
    if (watching || standing.value.answeredAt === null) return;
    watching = true;
    whenIdle(() => poll(load, () => LOOK_EVERY_MS));
  });
}
