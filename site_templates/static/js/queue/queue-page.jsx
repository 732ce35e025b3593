/** The queue page: what is in the way, the apply that is watched, what plays, what comes, what was. */

import { JobCard } from "../apply/job-card.jsx";
import { RecentJobs } from "../apply/recent-list.jsx";
import { watched } from "../apply/watched-job.js";
import { AwayNotice } from "./away-notice.jsx";
import { NowPlayingCard } from "./now-playing-card.jsx";
import { away, queue } from "./queue-feed.js";
import { QueueList } from "./queue-list.jsx";

export function QueuePage() {
  const waiting = !queue.value && !away.value;
  return (
    <>
      <AwayNotice />
      <div class="queue-layout">
        <div class="queue-main">
          {watched.value && <JobCard key={watched.value.id} id={watched.value.id} watch={watched.value.watch} />}
          {waiting && <p class="muted">Asking what is on the queue…</p>}
          <NowPlayingCard />
          <QueueList />
        </div>
        <RecentJobs />
      </div>
    </>
  );
}
