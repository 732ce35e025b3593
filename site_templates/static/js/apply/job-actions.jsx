/** What can be done with a job: cancel, retry what failed, put the queue back, copy the report. */

import { useState } from "preact/hooks";
import { hasRole, session } from "../account/session.js";
import { openSignIn } from "../account/sign-in.js";
import { plural } from "../lib/text.js";
import { copyText } from "../state/download.js";
import { away } from "../queue/queue-feed.js";
import { actOnJob } from "./job-feed.js";
import { isOver } from "./job.js";
import { RESTORE } from "./modes.js";
import { Refusal } from "./job-refusal.jsx";
import { explainRefusal } from "./refusals.js";
import { asReport } from "./report.js";
import { openJob } from "./watched-job.js";

const MOMENT = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

function copyReport(job) {
  const address = `${location.origin}/queue/?job=${encodeURIComponent(job.id)}`;
  copyText(asReport(job, { moment: (at) => MOMENT.format(at), address }), "Report");
}

/** Restoring is an apply of its own, so it says what it does and asks once more. */
function Restore({ onRestore, disabled, stops }) {
  const [sure, setSure] = useState(false);
  if (!sure) {
    return (
      <button type="button" class="button" disabled={disabled} onClick={() => setSure(true)}>
        Restore the queue from before…
      </button>
    );
  }
  return (
    <span class="job-sure" role="group" aria-label="Restore the queue from before?">
      <span>
        What stood on the queue before comes back, what this apply brought goes, and what others queued since stays at the
        end.{stops && " What is playing stops."}
      </span>
      <button type="button" class="button small" onClick={() => setSure(false)}>
        No
      </button>
      <button type="button" class="button small primary" disabled={disabled} onClick={onRestore}>
        Restore it
      </button>
    </span>
  );
}

function retryWords({ state }, failedCount) {
  if (failedCount) return `Retry ${plural(failedCount, "failed item")}`;
  return state === "done" ? "Put it right" : "Go on with the rest";
}

/** Whoever may use a job's mode may carry it on and undo it. */
const mayUse = ({ mode }) => mode === RESTORE || session.value.modes.includes(mode);

function Buttons({ job, failedCount, busy, run }) {
  const disabled = busy || away.value !== null;
  const stopping = job.cancelledBy !== null;
  return (
    <>
      {!isOver(job) && (
        <button type="button" class="button" disabled={disabled || stopping} onClick={() => run("cancel")}>
          {stopping ? "Stopping before the next item…" : "Cancel"}
        </button>
      )}
      {job.canRetry && mayUse(job) && (
        <button type="button" class="button primary" disabled={disabled} onClick={() => run("retry")}>
          {retryWords(job, failedCount)}
        </button>
      )}
      {job.canRestore && job.mode !== RESTORE && mayUse(job) && (
        <Restore disabled={disabled} stops={job.mode === "hard_replace"} onRestore={() => run("restore")} />
      )}
    </>
  );
}

export function JobActions({ watch, job, failedCount }) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState(null);

  const run = async (action) => {
    setBusy(true);
    setProblem(null);
    try {
      const next = await actOnJob(job.id, action);
      if (next.id === job.id) watch.took(next);
      else openJob(next.id);
    } catch (error) {
      if (error.name !== "ApiError") throw error;
      if (error.code === "sign_in_required") openSignIn({ why: "to change the queue", then: () => run(action) });
      else setProblem(explainRefusal(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <div class="job-actions">
        {hasRole("blessed") && <Buttons job={job} failedCount={failedCount} busy={busy} run={run} />}
        <button type="button" class="button" onClick={() => copyReport(job)}>
          Copy report
        </button>
      </div>
      {problem && <Refusal problem={problem} />}
    </>
  );
}
