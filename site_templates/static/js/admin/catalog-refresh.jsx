/** Fetching the catalog anew from MediaCMS: a button, its progress, its result and the ones before. */

import { useEffect, useState } from "preact/hooks";
import { api } from "../api/api.js";
import { attempt } from "../api/attempt.js";
import { useResource } from "../api/use-resource.js";
import { ProblemNotice } from "../components/problem-notice.jsx";
import { announce } from "../state/announce.js";
import { poll } from "../state/poll.js";
import { RefreshHistory } from "./refresh-history.jsx";
import { isRunning, refreshText } from "./refresh-words.js";
import { changeMade } from "./trail-changed.js";

const EVERY_MS = 1000;

/** Asks for the list a second after each answer while a refresh runs and somebody looks. */
function useFollowing(list, running) {
  useEffect(() => (running ? poll(list.reload, () => EVERY_MS).stop : undefined), [running]);
}

function Progress({ job }) {
  const [seenAt] = useState(Date.now);
  const { done, total } = job.progress;
  const known = job.state === "running" && total > 0;
  // how long it waits is counted from when it was seen here: this clock and the server's may differ
  const now = Date.parse(job.created_at) + Date.now() - seenAt;
  return (
    <div class="refresh-progress">
      <progress aria-label="Catalog refresh" max={known ? total : undefined} value={known ? done : undefined} />
      <p>{refreshText(job, now)}</p>
    </div>
  );
}

function Outcome({ job }) {
  const shown = document.documentElement.dataset.snapshot;
  return (
    <div class={job.state === "failed" ? "notice notice-bad" : "notice"}>
      <span>{refreshText(job, Date.now())}</span>
      {job.state === "done" && job.snapshot_id && job.snapshot_id !== shown && (
        <button type="button" class="button small" onClick={() => location.reload()}>
          Reload to see it
        </button>
      )}
    </div>
  );
}

export function CatalogRefresh() {
  const list = useResource("/admin/catalog/refreshes");
  const [followed, setFollowed] = useState(null);
  const jobs = list.data?.refreshes ?? [];
  const newest = jobs[0];
  const running = isRunning(newest);
  useFollowing(list, running);
  useEffect(() => {
    if (running) setFollowed(newest.id);
    else if (newest && newest.id === followed) announce(`Catalog refresh. ${refreshText(newest, Date.now())}`);
  }, [running, newest?.id]);

  async function start() {
    if (running) return;
    const job = await attempt(() => api.post("/admin/catalog/refresh"));
    if (job === undefined) return;
    changeMade();
    list.put({ refreshes: [job, ...jobs.filter(({ id }) => id !== job.id)] });
  }
  return (
    <section class="admin-section" aria-labelledby="refresh-title">
      <h2 id="refresh-title">Catalog</h2>
      <p class="page-sub">
        A refresh fetches every item from MediaCMS and builds the site anew. People go on with the old catalog until the
        new one is whole.
      </p>
      {list.error && <ProblemNotice error={list.error} onRetry={list.reload} />}
      <p>
        <button type="button" class="button primary" aria-disabled={running} onClick={start}>
          {running ? "Refreshing…" : "Refresh the catalog"}
        </button>
      </p>
      {running && <Progress job={newest} />}
      {!running && newest && newest.id === followed && <Outcome job={newest} />}
      <RefreshHistory jobs={jobs.filter((job) => !isRunning(job))} />
    </section>
  );
}
