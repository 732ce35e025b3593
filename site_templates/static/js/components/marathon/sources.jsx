/** Which playlists go in, and in which order: the order gives them their letters. */

import { useState } from "preact/hooks";
import { arrange } from "../../lib/saved-playlists.js";
import { labelsOf, MAX_SOURCES } from "../../lib/marathon-settings.js";
import { movedKeys } from "../../lib/reorder.js";
import { number, plural } from "../../lib/text.js";
import { runtime } from "../../lib/time.js";
import { announce } from "../../state/announce.js";
import { change, settings } from "../../state/marathon.js";
import { listing } from "../../state/saved-playlists.js";
import { Icon } from "../icon.jsx";
import { OrderedList } from "../ordered-list/ordered-list.jsx";
import { LabelChip } from "./label-chip.jsx";

const MOST_SHOWN = 30;

function renderSource(source, detail) {
  return (
    <div class="source">
      <LabelChip label={detail} />
      <span class="entry">
        <span class="entry-title" dir="auto">
          {source.name}
        </span>
        <span class="entry-facts">
          {source.missing ? <span class="warn-text">is not saved any more</span> : plural(source.itemCount, "item")}
          {source.durationSeconds !== undefined && source.durationSeconds !== null && ` · ${runtime(source.durationSeconds)}`}
        </span>
      </span>
    </div>
  );
}

function Chosen({ sources }) {
  const known = new Map(listing.value.playlists.map((one) => [one.id, one]));
  const loaded = listing.value.state === "ready";
  const items = sources.map((id) => ({ ...(known.get(id) ?? { name: id, itemCount: 0, missing: loaded }), key: id }));
  const labels = labelsOf(sources.length);
  return (
    <OrderedList
      items={items}
      label="Sources"
      labelOf={(item) => item.name}
      renderItem={renderSource}
      detailOf={(item) => labels[sources.indexOf(item.key)]}
      onMove={(key, index) => change({ sources: movedKeys(sources, key, index) })}
      onRemove={(key) => change({ sources: sources.filter((id) => id !== key) })}
    />
  );
}

function Choice({ playlist, full, onAdd }) {
  return (
    <li>
      <span class="entry">
        <span class="entry-title" dir="auto">
          {playlist.name}
        </span>
        <span class="entry-facts">
          {plural(playlist.itemCount, "item")} · by {playlist.createdBy}
        </span>
      </span>
      <button type="button" class="add" aria-label={`Add ${playlist.name}`} disabled={full} onClick={onAdd}>
        <Icon name="plus" />
      </button>
    </li>
  );
}

export function Sources() {
  const [text, setText] = useState("");
  const { sources } = settings.value;
  const free = arrange(listing.value.playlists, text, "name").filter(({ id }) => !sources.includes(id));
  const full = sources.length >= MAX_SOURCES;
  const add = ({ id, name }) => {
    change({ sources: [...sources, id] });
    announce(`${name} is source ${labelsOf(sources.length + 1).at(-1)}`);
  };
  return (
    <section class="step" aria-labelledby="sources-title">
      <h2 id="sources-title">1. Playlists that go in</h2>
      {sources.length > 0 ? <Chosen sources={sources} /> : <p class="step-hint">Choose one to {MAX_SOURCES}; the order you choose them in gives them their letters.</p>}
      <div class="find">
        <label for="source-filter">Add a playlist</label>
        <input
          id="source-filter"
          type="search"
          placeholder="Filter by name or maker"
          autoComplete="off"
          spellcheck={false}
          value={text}
          data-search-shortcut
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </div>
      {full && <p class="step-hint">These are {MAX_SOURCES}, one for each letter: remove one to add another.</p>}
      <ul class="find-hits source-choices" aria-label="Saved playlists" tabIndex={free.length > 4 ? 0 : undefined}>
        {free.slice(0, MOST_SHOWN).map((one) => (
          <Choice key={one.id} playlist={one} full={full} onAdd={() => add(one)} />
        ))}
      </ul>
      {free.length > MOST_SHOWN && <p class="step-hint">and {number(free.length - MOST_SHOWN)} more: filter to see them.</p>}
      {listing.value.state === "ready" && listing.value.playlists.length === 0 && (
        <p class="step-hint">
          No playlist is saved yet: build one in the <a href="/">catalog</a>.
        </p>
      )}
    </section>
  );
}
