/** The statistics of the chosen window as a signal: asked of the service, or read from its copy. */

import { effect, signal } from "@preact/signals";
import { api } from "../api/api.js";
import { writeAddress } from "../state/address.js";
import { poll } from "../state/poll.js";
import { fetchCopy } from "./copy.js";
import { readCopy, readLive } from "./read.js";
import { formatStatsView, parseStatsView } from "./view.js";

const LOOK_EVERY_MS = 60_000;
const LOOK_AGAIN_MS = 10_000;
export const MOST_ROWS = 50;

export const view = signal(parseStatsView(location.search));

/**
 * `state`: "loading", "ready", "failed" (`problem` says why; `data` is what was known before, or
 * null). `source`: "live"; "nats" or "service" = the copy, because that is away. `window` is what
 * `data` is of, which for a moment is not yet what is asked for.
 */
export const stats = signal({ state: "loading", source: "live", window: null, data: null, problem: null });

let poller = null;
let newest = 0;

const live = (window) =>
  Promise.all([
    api.get("/stats/summary"),
    api.get(`/stats/top-played?window=${window}&limit=${MOST_ROWS}`),
    api.get(`/stats/days?window=${window}`),
  ]);

async function read(window) {
  try {
    return { source: "live", data: readLive(await live(window), Date.now()) };
  } catch (error) {
    if (error.name !== "ApiError" || !(error.away || error.status === 503)) throw error;
    const copy = await fetchCopy().catch(() => null);
    // without a copy the service's own words say more than that it is missing
    if (!copy) throw error;
    return { source: error.code === "nats_unavailable" ? "nats" : "service", data: readCopy(copy, window) };
  }
}

async function ask() {
  newest += 1;
  const mine = newest;
  const { window } = view.value;
  try {
    const told = await read(window);
    if (mine === newest) stats.value = { state: "ready", window, problem: null, ...told };
  } catch (error) {
    if (error.name !== "ApiError") throw error;
    if (mine !== newest) return;
    const { data, window: before, source } = stats.value;
    stats.value = { state: "failed", source, problem: error.detail, window: before, data: before === window ? data : null };
  }
}

const delay = () => (stats.value.state === "ready" && stats.value.source === "live" ? LOOK_EVERY_MS : LOOK_AGAIN_MS);

/** Asks now: where the last answer is still being waited for, both are one. */
export const askAgain = () => poller.again();

/** Shows another window or measure; the address follows, and Back leads back. */
export function show(part) {
  view.value = { ...view.value, ...part };
  writeAddress(location.pathname + formatStatsView(view.value), true);
}

/** Begins to look after `stats`. */
export function followStats() {
  addEventListener("popstate", () => (view.value = parseStatsView(location.search)));
  let asked = view.value.window;
  poller = poll(ask, delay);
  effect(() => {
    const { window } = view.value;
    if (window === asked) return;
    asked = window;
    // not through the poller: an answer for the last window may still be on its way
    ask();
  });
}
