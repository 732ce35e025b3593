/** The interleave pattern: presets, the field, and at once what it does or where it goes wrong. */

import { defaultPattern, explain } from "../../lib/pattern.js";
import { labelsOf, patternOf, presets } from "../../lib/marathon-settings.js";
import { change, settings } from "../../state/marathon.js";
import { listing } from "../../state/saved-playlists.js";

/** The pattern once more, the unreadable character marked; screen readers get the position in words. */
function Fault({ pattern, position, detail }) {
  const characters = [...pattern];
  const at = position < characters.length;
  return (
    <div id="pattern-says" class="pattern-fault" role="alert">
      {at && (
        <p class="pattern-echo mono" aria-hidden="true">
          {characters.slice(0, position).join("")}
          <span class="pattern-here">{characters[position]}</span>
          {characters.slice(position + 1).join("")}
        </p>
      )}
      <p>
        {at && <strong>Character {position + 1}: </strong>}
        {detail}
      </p>
    </div>
  );
}

export function PatternField() {
  const { sources, pattern } = settings.value;
  const labels = labelsOf(sources.length);
  const read = patternOf(settings.value);
  const nameOf = new Map(listing.value.playlists.map(({ id, name }) => [id, name]));
  const names = Object.fromEntries(labels.map((label, at) => [label, nameOf.get(sources[at])]));
  if (!sources.length) return <p class="step-hint">The pattern comes with the first playlist.</p>;
  return (
    <div class="pattern">
      <label for="pattern">Pattern</label>
      <input
        id="pattern"
        class="mono"
        value={pattern}
        placeholder={defaultPattern(labels)}
        autoComplete="off"
        autoCapitalize="characters"
        spellcheck={false}
        aria-invalid={!read.tokens}
        aria-describedby="pattern-says"
        onInput={(event) => change({ pattern: event.currentTarget.value })}
      />
      {read.tokens ? (
        <p id="pattern-says" class="pattern-words" role="status">
          {explain(read.tokens, names)}
        </p>
      ) : (
        <Fault pattern={pattern} {...read} />
      )}
      <div class="chips" role="group" aria-label="Patterns to begin with">
        {presets(sources.length).map(([preset, meaning]) => (
          <button type="button" class="chip" aria-pressed={pattern === preset} onClick={() => change({ pattern: preset })}>
            <span class="mono">{preset}</span> <span class="chip-count">{meaning}</span>
          </button>
        ))}
      </div>
    </div>
  );
}
