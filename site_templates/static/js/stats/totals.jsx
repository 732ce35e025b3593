/** All that was ever queued and played, in four numbers. */

import { number } from "../lib/text.js";
import { hours } from "./words.js";

function Total({ label, value }) {
  return (
    <div class="total">
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  );
}

export function Totals({ summary }) {
  return (
    <section aria-labelledby="totals-title">
      <h2 id="totals-title" class="visually-hidden">
        Since counting began
      </h2>
      <dl class="totals">
        <Total label="Items played" value={number(summary.itemsPlayed)} />
        <Total label="Hours played" value={hours(summary.secondsPlayed)} />
        <Total label="Items queued" value={number(summary.itemsQueued)} />
        <Total label="Hours queued" value={hours(summary.secondsQueued)} />
      </dl>
      <p class="totals-note">Since counting began</p>
    </section>
  );
}
