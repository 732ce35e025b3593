/** The last applies, everybody's: what, who, when, and how it went. */

import { useState } from "preact/hooks";
import { number, plural } from "../lib/text.js";
import { ago } from "../lib/time.js";
import { nowMinute } from "../state/clock.js";
import { headline, isOver, stateWords } from "./job.js";
import { modeName } from "./modes.js";
import { recentJobs } from "./recent-jobs.js";
import { onJobLink, watched } from "./watched-job.js";

const AT_ONCE = 5;

function Row({ job, here }) {
  const { label, tone } = stateWords(job.state);
  return (
    <li class="recent-job" data-job={job.id} data-state={job.state}>
      <a href={`/queue/?job=${encodeURIComponent(job.id)}`} aria-current={here || undefined} onClick={(event) => onJobLink(event, job.id)}>
        <span dir="auto">{job.name || headline(job)}</span>
      </a>
      <span class="badge state-badge" data-tone={tone}>
        {label}
      </span>
      <span class="recent-facts">
        <span dir="auto">{job.requestedBy}</span>, {ago(job.createdAt, nowMinute.value)}, {plural(job.total, "item")}
        {!isOver(job) && `, ${number(job.done)} done`}
        <br />
        {modeName(job.mode)}
      </span>
    </li>
  );
}

export function RecentJobs() {
  const jobs = recentJobs.value;
  const [all, setAll] = useState(false);
  if (!jobs) return null;
  const shown = all ? jobs : jobs.slice(0, AT_ONCE);
  return (
    <aside class="recent" aria-labelledby="recent-heading">
      <h2 id="recent-heading">Applied lately</h2>
      {jobs.length ? (
        <ul>
          {shown.map((job) => (
            <Row key={job.id} job={job} here={watched.value?.id === job.id} />
          ))}
        </ul>
      ) : (
        <p class="muted">
          No playlist was applied lately. <a href="/playlists/">Choose one</a> to begin.
        </p>
      )}
      {shown.length < jobs.length && (
        <button type="button" class="button small" onClick={() => setAll(true)}>
          Show all {jobs.length}
        </button>
      )}
    </aside>
  );
}
