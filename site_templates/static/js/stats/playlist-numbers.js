/** How often each saved playlist was applied: asked once a page, a few at a time. */

import { signal } from "@preact/signals";
import { api } from "../api/api.js";

const AT_ONCE = 3;
const known = new Map();
const waiting = [];
let running = 0;

async function ask(id) {
  try {
    const { applies, last_applied_at: last } = await api.get(`/stats/playlists/${encodeURIComponent(id)}`);
    const moment = Date.parse(last ?? "");
    known.get(id).value = { applies, lastAt: moment > 0 ? moment : null };
  } catch (error) {
    if (error.name !== "ApiError") throw error;
    // the list stands without its numbers; whoever wants to know why looks at the status pill
    known.delete(id);
  }
}

async function work() {
  running += 1;
  while (waiting.length) await ask(waiting.shift());
  running -= 1;
}

/** A signal of `{applies, lastAt}`, null until the service has said it. */
export function numbersOf(id) {
  if (!known.has(id)) {
    known.set(id, signal(null));
    waiting.push(id);
    if (running < AT_ONCE) work();
  }
  return known.get(id);
}
