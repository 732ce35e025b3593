/** One apply as the pages know it: read from the service's record, and told in words. */

import { displayTitle } from "../search/display-title.js";
import { number, plural } from "../lib/text.js";
import { RESTORE } from "./modes.js";

const OVER = new Set(["done", "done_with_failures", "cancelled", "failed"]);

function readItem(raw) {
  return {
    videoId: raw.video_id ?? null,
    title: raw.title ? displayTitle(raw.title) : (raw.video_id ?? "Unknown item"),
    state: raw.state,
    reason: raw.reason ?? null,
  };
}

/** GET /apply-jobs/{id}, or a row of the list (there items may be missing). */
export function readJob(raw) {
  return {
    id: raw.id,
    name: raw.playlist?.name ?? "",
    playlistId: raw.playlist?.id ?? null,
    mode: raw.restores ? RESTORE : raw.mode,
    state: raw.state,
    requestedBy: raw.requested_by,
    createdAt: Date.parse(raw.created_at),
    updatedAt: Date.parse(raw.updated_at),
    done: raw.progress?.done ?? 0,
    total: raw.progress?.total ?? 0,
    items: (raw.items ?? []).map(readItem),
    verified: raw.verified === true,
    detail: raw.detail ?? null,
    cancelledBy: raw.cancelled_by ?? null,
    canRetry: raw.can_retry === true,
    canRestore: raw.can_restore === true,
  };
}

export const isOver = ({ state }) => OVER.has(state);

/** The items of each state: {pending, queued, failed, skipped}. */
export function byState(items) {
  const groups = { pending: [], queued: [], failed: [], skipped: [] };
  for (const item of items) groups[item.state]?.push(item);
  return groups;
}

const LABELS = {
  pending: ["Waiting to start", "quiet"],
  running: ["Running", "busy"],
  done: ["Done", "good"],
  done_with_failures: ["Done with failures", "warn"],
  cancelled: ["Cancelled", "warn"],
  failed: ["Failed", "bad"],
};

/** @returns {{label: string, tone: "quiet"|"busy"|"good"|"warn"|"bad"}} */
export function stateWords(state) {
  const [label, tone] = LABELS[state] ?? [String(state), "quiet"];
  return { label, tone };
}

const sentence = (text) => (/[.!?]$/.test(text) ? text : `${text}.`);
const quoted = (name) => (name ? `“${name}”` : "The queue");

/** The heading of a job: "Applying “Friday”", "“Friday” was applied". */
export function headline({ name, state, mode }) {
  if (mode === RESTORE) return OVER.has(state) ? "The queue was restored" : "Restoring the queue";
  const what = quoted(name);
  return {
    pending: `${what} waits to be applied`,
    running: `Applying ${what}`,
    done: `${what} is on the queue`,
    done_with_failures: `${what} is on the queue, with failures`,
    cancelled: `Applying ${what} was cancelled`,
    failed: `${what} could not be applied`,
  }[state];
}

/** What came of it, in one or two sentences; of a running one how far it is. */
export function outcome(job) {
  const { queued, failed, skipped } = byState(job.items);
  const on = `${number(queued.length)} of ${plural(job.total, "item")}`;
  const left = skipped.length ? ` ${number(skipped.length)} left out.` : "";
  const stays = `${on} came on the queue before it stopped, and stay there.`;
  return {
    pending: sentence(job.detail ?? "Waiting for the service to begin"),
    running: `${number(job.done)} of ${plural(job.total, "item")} done.${job.detail ? ` ${sentence(job.detail)}` : ""}`,
    done: `${on} on the queue.${left}`,
    done_with_failures: `${on} on the queue, ${number(failed.length)} failed.${left}`,
    cancelled: `${job.cancelledBy ? `Cancelled by ${job.cancelledBy}. ` : ""}${stays}`,
    failed: `${job.detail ? `${sentence(job.detail)} ` : ""}${stays}`,
  }[job.state];
}

/**
 * About how many seconds a running job still needs, by the pace since it was first seen here as
 * `first` ({done, at} in milliseconds); null before that can be told.
 */
export function secondsLeft({ state, done, total }, first, now) {
  const [came, spent] = [done - (first?.done ?? done), (now - (first?.at ?? now)) / 1000];
  // the first adds come in a burst: a pace taken from them promises too much
  if (state !== "running" || came < 4 || spent < 3) return null;
  return Math.max(1, Math.round(((total - done) * spent) / came));
}

/** What a screen reader is told about a change, or null where it is not worth a word. */
export function spokenChange(before, after) {
  if (before?.state !== after.state) return `${headline(after)}. ${outcome(after)}`;
  const quarter = ({ done, total }) => (total ? Math.floor((4 * done) / total) : 0);
  return quarter(before) === quarter(after) ? null : outcome(after);
}
