/** The items of a job: what failed and was left out in full, all others on demand. */

import { useState } from "preact/hooks";
import { number, plural } from "../lib/text.js";
import { nextStep } from "./failure-hints.js";

const AT_ONCE = 100;
const STATES = { pending: "waits", queued: "on the queue", failed: "failed", skipped: "left out" };

function Failure({ item }) {
  return (
    <li class="job-failure">
      <strong dir="auto">{item.title}</strong>
      <p>
        CyTube says: <q dir="auto">{item.reason ?? "nothing"}</q>
      </p>
      <p class="muted">{nextStep(item.reason)}</p>
    </li>
  );
}

function Row({ item, index }) {
  return (
    <li class="job-item" data-state={item.state}>
      <span class="queue-place">{index + 1}</span>
      <span dir="auto">{item.title}</span>
      <span class="job-item-state">
        {STATES[item.state] ?? item.state}
        {item.reason && `: ${item.reason}`}
      </span>
    </li>
  );
}

/** Some hundred at a time: a list of thousands is nothing to draw anew at every event. */
function Some({ items, children }) {
  const [shown, setShown] = useState(AT_ONCE);
  return (
    <>
      <ol class="job-list">{items.slice(0, shown).map(children)}</ol>
      {shown < items.length && (
        <button type="button" class="button small" onClick={() => setShown(shown + 5 * AT_ONCE)}>
          Show more of {number(items.length)}
        </button>
      )}
    </>
  );
}

function Folded({ title, items, open = false, children }) {
  const [unfolded, setUnfolded] = useState(open);
  if (!items.length) return null;
  return (
    <details class="job-fold" open={unfolded} onToggle={(event) => setUnfolded(event.currentTarget.open)}>
      <summary>{title}</summary>
      {unfolded && <Some items={items}>{children}</Some>}
    </details>
  );
}

export function JobItems({ items, groups }) {
  const { failed, skipped } = groups;
  return (
    <>
      <Folded title={`${plural(failed.length, "item")} failed`} items={failed} open>
        {(item, index) => <Failure key={index} item={item} />}
      </Folded>
      <Folded title={`${plural(skipped.length, "item")} left out`} items={skipped}>
        {(item, index) => (
          <li key={index} class="job-skip">
            <span dir="auto">{item.title}</span> <span class="muted">{item.reason}</span>
          </li>
        )}
      </Folded>
      <Folded title={`All ${plural(items.length, "item")}`} items={items}>
        {(item, index) => <Row key={index} item={item} index={index} />}
      </Folded>
    </>
  );
}
