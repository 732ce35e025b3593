/** The seed of a shuffle: shown, typed, rolled again, copied. */

import { useState } from "preact/hooks";
import { newSeed } from "../../lib/marathon-settings.js";
import { copyText } from "../../state/download.js";
import { change, generated, settings } from "../../state/marathon.js";

const roll = () => crypto.getRandomValues(new Uint32Array(1))[0];

export function SeedField() {
  const { seed } = settings.value;
  const shown = seed || generated.value?.seed || "";
  // who empties the field is about to type: the seed made meanwhile must not stand in the way
  const [isEmptied, setEmptied] = useState(false);
  const onInput = ({ currentTarget: { value } }) => {
    setEmptied(value === "");
    change({ seed: value });
  };
  return (
    <div class="pattern">
      <label for="seed">Seed</label>
      <div class="seed-line">
        <input
          id="seed"
          class="mono"
          value={isEmptied ? "" : shown}
          maxLength={200}
          autoComplete="off"
          spellcheck={false}
          aria-describedby="seed-hint"
          onInput={onInput}
          onBlur={() => setEmptied(false)}
        />
        <button type="button" class="button" onClick={() => change({ seed: newSeed(roll) })}>
          Roll again
        </button>
        <button type="button" class="button" disabled={!shown} onClick={() => copyText(shown, "Seed")}>
          Copy
        </button>
      </div>
      <p id="seed-hint" class="step-hint">
        With the same playlists and the same seed anybody gets this very order.
      </p>
    </div>
  );
}
