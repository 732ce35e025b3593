/** Gathers what a visit measures and tells it in one beacon now and then; a failed one ends the telling. */

import { afterAdding, readVisit, secondsToApply, untold } from "./visit.js";

export const STORAGE_KEY = "kryten.visit";
const TELL_AFTER_MS = 10_000;
/** As many as the service takes in one beacon. */
const MOST_TIMES = 100;

/**
 * @param {object} parts
 * @param {Storage|null} parts.storage of the tab
 * @param {() => number} parts.now milliseconds since the epoch
 * @param {(body: object) => Promise<boolean>} parts.send whether the service took it; never rejects
 * @param {() => boolean} parts.reachable whether the service is there
 * @param {(run: () => void, ms: number) => void} parts.later
 */
export function createRecorder({ storage, now, send, reachable, later }) {
  let visit = readVisit(storage?.getItem(STORAGE_KEY), now());
  let times = [];
  let toApply = null;
  let planned = false;

  function remember(next) {
    if (next === visit) return;
    visit = next;
    try {
      storage?.setItem(STORAGE_KEY, JSON.stringify(visit));
    } catch {
      // no room: the visit then lives as long as the page
    }
  }

  function plan() {
    if (planned || visit.off) return;
    planned = true;
    later(flush, TELL_AFTER_MS);
  }

  /** Tells what there is, now; times measured while nobody was there to hear them are dropped. */
  function flush() {
    planned = false;
    const body = Object.fromEntries(untold(visit).map((name) => [name, true]));
    if (times.length) body.search_ms = times;
    if (toApply !== null) body.landing_to_apply_seconds = toApply;
    times = [];
    toApply = null;
    if (visit.off || !reachable() || !Object.keys(body).length) return;
    remember({ ...visit, told: [...visit.told, ...untold(visit)] });
    send(body).then((taken) => {
      if (!taken) remember({ ...visit, off: true });
    });
  }

  remember({ ...visit });
  return {
    flush,
    searched() {
      if (visit.searched) return;
      remember({ ...visit, searched: true });
      plan();
    },
    added() {
      const before = visit;
      remember(afterAdding(visit));
      if (visit !== before) plan();
    },
    applied() {
      toApply = secondsToApply(visit, now());
      remember({ ...visit, applied: true });
      plan();
    },
    searchTook(milliseconds) {
      if (times.length < MOST_TIMES) times.push(Math.round(milliseconds * 10) / 10);
      plan();
    },
  };
}

/** Takes everything and tells nothing: for who does not want to be measured. */
export const SILENT = Object.freeze({ flush() {}, searched() {}, added() {}, applied() {}, searchTook() {} });
