/** Starts the queue page: the live queue, and the apply that is watched. */

import { render } from "preact";
import { followJobs } from "../apply/recent-jobs.js";
import { followAddress } from "../apply/watched-job.js";
import { followQueue } from "../queue/queue-feed.js";
import { QueuePage } from "../queue/queue-page.jsx";

export function startQueue() {
  const root = document.getElementById("queue-app");
  root.replaceChildren();
  followQueue();
  followJobs();
  followAddress();
  render(<QueuePage />, root);
}
