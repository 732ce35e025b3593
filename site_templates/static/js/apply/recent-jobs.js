/** The last applies, everybody's, as a signal that follows the service. */

import { computed, signal } from "@preact/signals";
import { api } from "../api/api.js";
import { poll } from "../state/poll.js";
import { isOver, readJob } from "./job.js";

const LOOK_EVERY_MS = 5_000;

/** Newest first; null until they were told once. */
export const recentJobs = signal(null);
export const activeJob = computed(() => recentJobs.value?.find((job) => !isOver(job)) ?? null);

async function ask() {
  try {
    const { jobs } = await api.get("/apply-jobs");
    recentJobs.value = jobs.map(readJob);
  } catch (error) {
    if (error.name !== "ApiError") throw error;
    // the page's one message says why; what was known stays
  }
}

/** Begins to follow them; returns `look()`, which asks now. */
export const followJobs = () => poll(ask, () => LOOK_EVERY_MS).again;
