/** One apply as everybody sees it: how far it is, what failed and why, and what can be done. */

import { useEffect, useRef } from "preact/hooks";
import { useNow } from "../account/use-now.js";
import { ago } from "../lib/time.js";
import { nowMinute } from "../state/clock.js";
import { byState, headline, isOver, outcome, secondsLeft, stateWords } from "./job.js";
import { JobActions } from "./job-actions.jsx";
import { JobItems } from "./job-items.jsx";
import { modeName } from "./modes.js";
import { lasting } from "./plan.js";
import { takeFocus } from "./watched-job.js";

function Left({ watch, job }) {
  const seconds = secondsLeft(job, watch.first, useNow());
  return seconds === null ? null : <> {lasting(seconds)} left.</>;
}

function Progress({ watch, job }) {
  return (
    <div class="job-progress">
      <progress aria-label="Items dealt with" max={job.total || 1} value={job.done} />
      <p>
        {outcome(job)}
        <Left watch={watch} job={job} />
      </p>
      <p class="muted">The service does the work: closing this tab stops nothing, and this address shows it to everybody.</p>
    </div>
  );
}

function Outcome({ job }) {
  return (
    <>
      <p>{outcome(job)}</p>
      {job.verified ? (
        <p class="job-verified">Verified: the live queue was compared with the plan at the end, and is as planned.</p>
      ) : (
        job.state !== "failed" &&
        job.state !== "cancelled" && (
          <p class="muted">
            Not verified: compared at the end, the live queue was not as planned.{" "}
            {job.detail ?? "Somebody else may have changed it meanwhile."}
          </p>
        )
      )}
    </>
  );
}

function Trouble({ problem }) {
  const gone = problem.code === "not_found";
  return (
    <p class="notice notice-bad">
      <span>{gone ? "There is no such job: records are kept for some weeks only." : `The job’s progress cannot be seen now. ${problem.detail}`}</span>
      {gone && <a href="/queue/">Show the queue</a>}
    </p>
  );
}

export function JobCard({ id, watch }) {
  const job = watch.job.value;
  const problem = watch.problem.value;
  const heading = useRef(null);
  useEffect(() => {
    if (heading.current && takeFocus(id)) heading.current.focus();
  }, [job === null]);
  if (!job) {
    return (
      <section class="job" aria-label="Apply job">
        {problem ? <Trouble problem={problem} /> : <p class="muted">Asking how far the job is…</p>}
      </section>
    );
  }
  const groups = byState(job.items);
  const { label, tone } = stateWords(job.state);
  return (
    <section class="job" aria-labelledby="job-heading" data-state={job.state} data-tone={tone}>
      <div class="job-head">
        <h2 id="job-heading" ref={heading} tabIndex={-1} dir="auto">
          {headline(job)}
        </h2>
        <span class="badge state-badge" data-tone={tone}>
          {label}
        </span>
      </div>
      <p class="muted">
        {modeName(job.mode)}. Asked for by <span dir="auto">{job.requestedBy}</span>, {ago(job.createdAt, nowMinute.value)}.
      </p>
      {isOver(job) ? <Outcome job={job} /> : <Progress watch={watch} job={job} />}
      {problem && <Trouble problem={problem} />}
      <JobItems items={job.items} groups={groups} />
      <JobActions watch={watch} job={job} failedCount={groups.failed.length} />
    </section>
  );
}
