/** Starts the queue page: the live queue, and the apply that is watched. */

import { computed, effect } from "@preact/signals";
import { render } from "preact";
import { isOver } from "../apply/job.js";
import { followJobs } from "../apply/recent-jobs.js";
import { followAddress, watched } from "../apply/watched-job.js";
import { followQueue } from "../queue/queue-feed.js";
import { QueuePage } from "../queue/queue-page.jsx";

const endedJob = computed(() => {
  const job = watched.value?.watch.job.value;
  return job && isOver(job) ? job.id : null;
});

export function startQueue() {
  const root = document.getElementById("queue-app");
  root.replaceChildren();
  const lookAtQueue = followQueue();
  followJobs();
  followAddress();
  // the queue below a job that is done is the queue it has made
  effect(() => {
    if (endedJob.value) lookAtQueue();
  });
  render(<QueuePage />, root);
}
