/** The three ways, each with what it does; those one may not use say why. */

import { session } from "../account/session.js";
import { busy, choose, mode } from "./apply-flow.js";
import { consequence, MODES, modeName, whyNot } from "./modes.js";

function Way({ value }) {
  const reason = whyNot(value, session.value);
  const id = `mode-${value}`;
  return (
    <div class={reason ? "way way-closed" : "way"} data-chosen={mode.value === value || undefined}>
      <input
        type="radio"
        id={id}
        name="apply-mode"
        checked={mode.value === value}
        disabled={reason !== null || busy.value}
        aria-describedby={`${id}-words`}
        onChange={() => choose(value)}
      />
      <label for={id}>{modeName(value)}</label>
      <p id={`${id}-words`}>
        {consequence(value)}
        {reason && <span class="way-reason">{reason}</span>}
      </p>
    </div>
  );
}

export function ModeChoice() {
  return (
    <fieldset class="ways">
      <legend>How should it go on the queue?</legend>
      {MODES.map((value) => (
        <Way key={value} value={value} />
      ))}
    </fieldset>
  );
}
