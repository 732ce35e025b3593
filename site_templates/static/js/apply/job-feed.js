/** Follows one apply: by the service's events, and by asking wherever those do not come. */

import { signal } from "@preact/signals";
import { api } from "../api/api.js";
import { announce } from "../state/announce.js";
import { poll } from "../state/poll.js";
import { isOver, readJob, spokenChange } from "./job.js";

/** Without an event for so long, it is asked; longer than the slowest add takes. */
const SILENCE_MS = 9_000;
const ASK_EVERY_MS = 2_000;
/** While no answer comes it is asked ever less often, up to this. */
const ASK_AT_LEAST_EVERY_MS = 15_000;
const LISTEN_AGAIN_MS = 30_000;
const ANNOUNCE_AFTER_MS = 400;

const pathOf = (id) => `/apply-jobs/${encodeURIComponent(id)}`;

/** Does something to a job; resolves to the job that it leads to. Rejects with ApiError. */
export const actOnJob = async (id, action) => readJob(await api.post(`${pathOf(id)}/${action}`));

/**
 * `job` and `problem` (ApiError or null) are signals, `first` is where it stood when first seen.
 * `stop()` ends the watching; `took(job)` tells it what an action has answered.
 */
export function watchJob(id) {
  const job = signal(null);
  const problem = signal(null);
  const watch = { job, problem, first: null, took, stop };
  let events = null;
  let heardAt = -Infinity;
  let refusedAt = -Infinity;
  let poller = null;
  let failures = 0;

  function took(next) {
    failures = 0;
    const before = job.value;
    // an answer that was under way longer than an event must not put the job back
    if (before && next.updatedAt < before.updatedAt) return;
    // a retry has a pace of its own
    if (before && isOver(before)) watch.first = null;
    if (next.state === "running") watch.first ??= { done: next.done, at: Date.now() };
    job.value = next;
    problem.value = null;
    const spoken = before && spokenChange(before, next);
    if (spoken) announce(spoken, ANNOUNCE_AFTER_MS);
    if (isOver(next)) closeEvents();
    else if (before && isOver(before)) poller.again();
  }

  function closeEvents() {
    events?.close();
    events = null;
  }

  function listen() {
    if (events || isOver(job.value) || performance.now() - refusedAt < LISTEN_AGAIN_MS) return;
    events = new EventSource(api.url(`${pathOf(id)}/events`), { withCredentials: true });
    events.addEventListener("job", ({ data }) => {
      heardAt = performance.now();
      took(readJob(JSON.parse(data)));
    });
    // a broken stream is mended by the browser; a refused one is tried anew much later
    events.addEventListener("error", () => {
      heardAt = -Infinity;
      if (events?.readyState !== EventSource.CLOSED) return;
      refusedAt = performance.now();
      events = null;
    });
  }

  async function look() {
    if (job.value && (isOver(job.value) || performance.now() - heardAt < SILENCE_MS)) return;
    try {
      took(readJob(await api.get(pathOf(id))));
      listen();
    } catch (error) {
      if (error.name !== "ApiError") throw error;
      failures += 1;
      problem.value = error;
    }
  }

  // a browser opens six connections to a site at most: a page nobody sees keeps none of them
  const onVisibility = () => {
    if (document.visibilityState === "hidden") closeEvents();
    heardAt = -Infinity;
  };
  document.addEventListener("visibilitychange", onVisibility);

  function stop() {
    poller.stop();
    closeEvents();
    document.removeEventListener("visibilitychange", onVisibility);
  }

  poller = poll(look, () => Math.min(ASK_EVERY_MS * 1.5 ** failures, ASK_AT_LEAST_EVERY_MS));
  return watch;
}
