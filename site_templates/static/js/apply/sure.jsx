/** The second question of who would stop what is playing: what exactly stops, and what goes. */

import { useNow } from "../account/use-now.js";
import { stopwatch } from "../lib/time.js";
import { nowPlaying } from "../queue/now-playing.js";
import { elapsedAt } from "../queue/queue-model.js";
import { displayTitle } from "../search/display-title.js";
import { receipt } from "./apply-flow.js";
import { toll } from "./plan.js";

function Stops({ plan }) {
  useNow();
  const told = nowPlaying.value;
  if (told) {
    const elapsed = elapsedAt(told.item, told.toldAt, performance.now());
    return (
      <>
        stops <em dir="auto">{displayTitle(told.item.title)}</em>
        {elapsed !== null && <> at {stopwatch(Math.floor(elapsed))}</>},{" "}
      </>
    );
  }
  if (!plan.stops) return "plays the first item at once, ";
  return (
    <>
      stops <em dir="auto">{displayTitle(plan.stops.title)}</em>,{" "}
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
