/** The one apply that the queue page shows: the address's, else the newest that anybody begins. */

import { effect, signal } from "@preact/signals";
import { writeAddress } from "../state/address.js";
import { watchJob } from "./job-feed.js";
import { newsworthyJob, tellJob } from "./recent-jobs.js";

/** `{id, watch, asked}`: `asked` where the address names it; null where there is none. */
export const watched = signal(null);

let focusWanted = null;

/** Whether the keyboard is to go to this job, which was chosen by a link: once. */
export function takeFocus(id) {
  const wanted = focusWanted === id;
  if (wanted) focusWanted = null;
  return wanted;
}

const idInAddress = () => new URLSearchParams(location.search).get("job") || null;
const addressOf = (id) => (id ? `/queue/?job=${encodeURIComponent(id)}` : "/queue/");

function show(id, asked) {
  const before = watched.peek();
  if (before?.id === id && before?.asked === asked) return;
  if (before && before.id === id) {
    watched.value = { ...before, asked };
    return;
  }
  before?.watch.stop();
  watched.value = id ? { id, asked, watch: watchJob(id) } : null;
}

/** Shows a job under its own address, or with null the queue alone. */
export function openJob(id) {
  if (id !== idInAddress()) writeAddress(addressOf(id), true);
  show(id, id !== null);
}

/** Links to jobs on this page stay on this page, unless the reader wants another window. */
export function onJobLink(event, id) {
  if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  const isShown = watched.peek()?.id === id;
  if (!isShown) focusWanted = id;
  openJob(id);
  if (isShown) document.getElementById("job-heading")?.focus();
}

/** Follows the address, and whatever anybody starts; the list of jobs hears what is watched. */
export function followAddress() {
  const follow = () => show(idInAddress(), idInAddress() !== null);
  addEventListener("popstate", follow);
  follow();
  effect(() => {
    const job = watched.value?.watch.job.value;
    if (job) tellJob(job);
  });
  effect(() => {
    const news = newsworthyJob.value;
    if (news && !watched.peek()?.asked) show(news.id, false);
  });
}
