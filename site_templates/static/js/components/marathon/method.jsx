/** How the sources become one list, with what each way means. */

import { METHODS } from "../../lib/marathon-settings.js";
import { change, settings } from "../../state/marathon.js";
import { PatternField } from "./pattern-field.jsx";
import { SeedField } from "./seed-field.jsx";

function Choice({ method, chosen }) {
  const [name, meaning] = METHODS[method];
  return (
    <label class="method">
      <input
        type="radio"
        name="method"
        value={method}
        checked={method === chosen}
        onChange={() => change({ method })}
      />
      <span>
        <strong>{name}</strong>
        <span class="method-meaning">{meaning}</span>
      </span>
    </label>
  );
}

export function Method() {
  const { method, runOrder } = settings.value;
  return (
    <section class="step" aria-labelledby="method-title">
      <h2 id="method-title">2. How to mix them</h2>
      <fieldset class="methods">
        <legend class="visually-hidden">Method</legend>
        {Object.keys(METHODS).map((one) => (
          <Choice key={one} method={one} chosen={method} />
        ))}
      </fieldset>
      {method === "interleave" && <PatternField />}
      {method === "shuffle" && <SeedField />}
      <label class="switch">
        <input
          type="checkbox"
          role="switch"
          checked={runOrder}
          onChange={(event) => change({ runOrder: event.currentTarget.checked })}
        />
        <span>
          <strong>Keep episodes in order</strong>
          <span class="method-meaning">Every show runs ascending, from its first season on, whatever the method.</span>
        </span>
      </label>
    </section>
  );
}
