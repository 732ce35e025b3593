/** A catalog refresh in words. */

import { number } from "../lib/text.js";

/** Longer than this a worker that runs does not leave a refresh waiting. */
const WORKER_AWAY_MS = 10_000;

export const isRunning = (job) => job?.state === "pending" || job?.state === "running";

/** "3 added, 1 removed, none changed, 12 rejected"; "" where the job has no counts yet. */
export function countsText(counts) {
  if (!counts) return "";
  const part = (name) => `${counts[name] ? number(counts[name]) : "none"} ${name}`;
  return ["added", "removed", "changed", "rejected"].map(part).join(", ");
}

/** How far it is, or what became of it, as a sentence. */
export function refreshText(job, now) {
  if (job.state === "done") return `Done: ${countsText(job.counts)}.`;
  if (job.state === "failed") return `Failed; the old catalog stays as it is. ${job.detail ?? ""}`.trim();
  if (job.state === "pending") {
    const waits = now - Date.parse(job.created_at) > WORKER_AWAY_MS;
    return waits ? "No worker has taken it yet: see that “kryten-playlist worker” runs." : "Waiting for the worker…";
  }
  const { stage, done, total } = job.progress;
  return total ? `${stage}: ${number(done)} of ${number(total)}` : `${stage}…`;
}
