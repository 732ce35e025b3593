/** The refreshes there have been. */

import { momentText } from "../account/sign-in.js";
import { refreshText } from "./refresh-words.js";

function Job({ job }) {
  return (
    <li class="admin-row">
      <strong>
        <time datetime={job.created_at}>{momentText(Date.parse(job.created_at))}</time>
      </strong>
      <span class={job.state === "failed" ? "admin-facts warn-text" : "admin-facts"}>
        by {job.requested_by}. {refreshText(job, Date.parse(job.updated_at))}
      </span>
    </li>
  );
}

export function RefreshHistory({ jobs }) {
  if (!jobs.length) return <p class="admin-none">No refresh was asked for within 30 days.</p>;
  return (
    <details class="admin-history">
      <summary>
        Earlier refreshes <span class="count">{jobs.length}</span>
      </summary>
      <ul class="admin-list" aria-label="Earlier refreshes">
        {jobs.map((job) => (
          <Job key={job.id} job={job} />
        ))}
      </ul>
    </details>
  );
}
