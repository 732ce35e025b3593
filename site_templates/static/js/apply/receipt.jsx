/** What would happen, line by line, before anything does. */

import { number } from "../lib/text.js";
import { displayTitle } from "../search/display-title.js";
import { clock } from "../state/clock.js";
import { coming, mode, receipt } from "./apply-flow.js";
import { changesNothing, firstPlace, lasting, receiptLines } from "./plan.js";

const SHOWN = 200;

function Items({ items }) {
  return (
    <ul class="receipt-items">
      {items.slice(0, SHOWN).map(({ title, videoId, reason }, index) => (
        <li key={`${videoId}-${index}`}>
          <span dir="auto">{title}</span>
          {reason && <span class="receipt-reason">{reason}</span>}
        </li>
      ))}
      {items.length > SHOWN && <li>… and {number(items.length - SHOWN)} more</li>}
    </ul>
  );
}

function Line({ line }) {
  const face = (
    <>
      <strong>{number(line.count)}</strong>
      <span class="receipt-label">{line.label}</span>
      <span class="receipt-meaning">{line.meaning}</span>
    </>
  );
  if (!line.items.length) return <div class="receipt-line">{face}</div>;
  return (
    <details class="receipt-line" data-part={line.key}>
      <summary>{face}</summary>
      <Items items={line.items} />
    </details>
  );
}

function Times({ plan }) {
  const place = firstPlace(mode.value, coming.value);
  return (
    <p class="receipt-times">
      {plan.seconds !== null && <>Takes {lasting(plan.seconds)}. </>}
      {place && `${place} `}
      {plan.endsAt === null ? (
        "When the queue ends then cannot be told: a length is unknown."
      ) : (
        <>
          The queue then ends at <strong>{clock.at(plan.endsAt, Date.now())}</strong>.
        </>
      )}
    </p>
  );
}

export function Receipt() {
  const { state, plan } = receipt.value;
  if (!plan) return state === "loading" ? <p class="receipt receipt-wait">Working out what would happen…</p> : null;
  const lines = receiptLines(plan);
  return (
    <section class="receipt" aria-label="Receipt" aria-busy={state === "loading"}>
      <h3>What will happen</h3>
      {changesNothing(plan) && <p>Nothing: the queue is as this playlist wants it already.</p>}
      {lines.map((line) => (
        <Line key={line.key} line={line} />
      ))}
      {plan.stops && (
        <p class="receipt-stops">
          Stops <em dir="auto">{displayTitle(plan.stops.title)}</em>.
        </p>
      )}
      <Times plan={plan} />
    </section>
  );
}
