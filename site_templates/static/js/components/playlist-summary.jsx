/** How many items, how long, and when it would end if it started then. */

import { plural } from "../lib/text.js";
import { runtime } from "../lib/time.js";
import { clock, nowMinute } from "../state/clock.js";

export function PlaylistSummary({ entries, plan, startAt }) {
  const about = plan.exact ? "" : "at least ";
  return (
    <>
      <p class="panel-sum">
        <strong>{plural(entries.length, "item")}</strong> · {about}
        <strong>{runtime(plan.totalSeconds)}</strong>
        {plan.unknown > 0 && ` + ${plural(plan.unknown, "item")} of unknown length`}
      </p>
      <p class="panel-start">
        <label for="start-at">Starting {startAt.value ? "at" : "now, or at"}</label>
        <input
          id="start-at"
          type="time"
          value={startAt.value}
          onInput={(event) => (startAt.value = event.currentTarget.value)}
        />
        <span>
          ends {plan.exact ? "" : "after "}
          <strong>{clock.at(plan.endsAt, nowMinute.value)}</strong>
        </span>
      </p>
    </>
  );
}
