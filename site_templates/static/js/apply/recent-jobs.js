/** The last applies, everybody's, as a signal that follows the service. */

import { signal } from "@preact/signals";
import { api } from "../api/api.js";
import { away } from "../queue/queue-feed.js";
import { poll } from "../state/poll.js";
import { isOver, readJob } from "./job.js";

const LOOK_EVERY_MS = 3_000;
const SHOWN = 10;

/** Newest first; null until they were told once. */
export const recentJobs = signal(null);
/** The one that is running, or the last that was begun while this page was open; else null. */
export const newsworthyJob = signal(null);

const ask = async (limit) => (await api.get(`/apply-jobs?limit=${limit}`)).jobs.map(readJob);

/** Jobs are large: all of them are asked for only where the newest is another, or has changed. */
async function look() {
  // the queue is asked for anyway, and tells when the service is back
  if (away.peek() === "service") return;
  try {
    const known = recentJobs.value;
    const [newest] = known ? await ask(1) : [];
    if (known && newest?.id === known[0]?.id && newest?.updatedAt === known[0]?.updatedAt) return;
    const grown = known && newest?.id === known[0]?.id;
    recentJobs.value = grown ? [newest, ...known.slice(1)] : await ask(SHOWN);
    const [first] = recentJobs.value;
    // a short one may be over before it is first seen
    if (first && (!isOver(first) || (known && !grown))) newsworthyJob.value = first;
  } catch (error) {
    if (error.name !== "ApiError") throw error;
    // the page's one message says why; what was known stays
  }
}

/** Begins to follow them; returns `look()`, which asks now. */
export const followJobs = () => poll(look, () => LOOK_EVERY_MS).again;

/** What was told of one of them elsewhere. */
export function tellJob(job) {
  const known = recentJobs.peek();
  if (!known?.some(({ id, updatedAt }) => id === job.id && updatedAt <= job.updatedAt)) return;
  recentJobs.value = known.map((one) => (one.id === job.id ? job : one));
}
