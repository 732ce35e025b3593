/** The second question of who would stop what is playing: what exactly stops, and what goes. */

import { useNow } from "../account/use-now.js";
import { stopwatch } from "../lib/time.js";
import { elapsedAt } from "../queue/queue-model.js";
import { displayTitle } from "../search/display-title.js";
import { receipt } from "./apply-flow.js";
import { toll } from "./plan.js";

function Stops({ plan }) {
  useNow();
  if (!plan.stops) return "stops nothing that plays, ";
  const elapsed = elapsedAt(plan.stops, receipt.value.at, performance.now());
  return (
    <>
      stops <em dir="auto">{displayTitle(plan.stops.title)}</em>
      {elapsed !== null && (
        // moves each second: read out with the rest once, not again and again
        <span class="countdown" aria-live="off">{` at ${stopwatch(Math.floor(elapsed))}`}</span>
      )}
      ,{" "}
    </>
  );
}

export function Sure() {
  const { plan } = receipt.value;
  return (
    <div class="notice notice-bad sure" role="alert">
      <p>
        <strong>Replace everything now?</strong> This <Stops plan={plan} />
        {toll(plan)}. Everybody in the channel sees it at once.
      </p>
      <p>The queue as it was is kept: “Restore” on the job’s page puts it back.</p>
    </div>
  );
}
