/** The status in full: what works, what does not, and what an admin can do. */

import { Dialog } from "../components/dialog.jsx";
import { runtime } from "../lib/time.js";
import { clock } from "../state/clock.js";
import { health, inWords, look, looking, standing } from "./health.js";

function Facts({ answer }) {
  const shown = document.documentElement.dataset.snapshot;
  return (
    <dl class="status-facts">
      <dt>Last looked</dt>
      <dd>{clock.at(standing.value.lookedAt, Date.now())}</dd>
      {answer && (
        <>
          <dt>Service</dt>
          <dd>
            version {answer.version}, up for {runtime(answer.uptime_seconds)}
          </dd>
          <dt>NATS</dt>
          <dd>{answer.nats}</dd>
          <dt>Robot</dt>
          <dd>{answer.nats_connected ? answer.robot : "not known while NATS is down"}</dd>
          <dt>Catalog</dt>
          <dd>{answer.snapshot_id === shown ? "the one this page shows" : "another than this page shows: reload the page"}</dd>
        </>
      )}
    </dl>
  );
}

export function StatusDialog({ onClose }) {
  const { label, means, admin } = inWords();
  const { state } = standing.value;
  const answered = !["offline", "no-network", "browsing"].includes(state);
  return (
    <Dialog title={label} onClose={onClose}>
      <p>{means}</p>
      {admin.length > 0 && (
        <>
          <h3>For the admin</h3>
          {admin.map((line) => (
            <p key={line}>{line}</p>
          ))}
        </>
      )}
      <Facts answer={answered ? health.value : null} />
      <div class="dialog-actions">
        <button type="button" class="button" aria-disabled={looking.value} onClick={look}>
          {looking.value ? "Looking…" : "Look again"}
        </button>
      </div>
    </Dialog>
  );
}
