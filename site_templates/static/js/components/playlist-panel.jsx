/** The working playlist: beside the catalog on a wide page, a sheet from below on a narrow one. */

import { computed, effect, signal } from "@preact/signals";
import { plural } from "../lib/text.js";
import { runtime, schedule, startMoment } from "../lib/time.js";
import { nowMinute } from "../state/clock.js";
import { createEntryTimes } from "../state/entry-times.js";
import { moveEntry, playlist, removeEntries, repeated } from "../state/playlist.js";
import { saveMyList } from "../state/save-dialog.js";
import { Icon } from "./icon.jsx";
import { OrderedList } from "./ordered-list/ordered-list.jsx";
import { entryRenderer } from "./playlist-entry.jsx";
import { PlaylistNotices } from "./playlist-notices.jsx";
import { PlaylistSummary } from "./playlist-summary.jsx";
import { PlaylistTools } from "./playlist-tools.jsx";
import { SaveDialog } from "./save-dialog.jsx";

const open = signal(false);
const startAt = signal("");
const plan = computed(() =>
  schedule(playlist.entries.value, startMoment(startAt.value, nowMinute.value)),
);

const times = createEntryTimes();
const renderEntry = entryRenderer(times);
effect(() => times.update(playlist.entries.value, plan.value.times));

const labelOf = (entry) => entry.title;
const move = (key, index, entry) => moveEntry(key, index, entry.title);
const remove = (key, entry) => removeEntries([key], entry.title);

function SheetToggle({ entries }) {
  return (
    <button
      type="button"
      class="panel-toggle"
      aria-expanded={open.value}
      aria-controls="playlist-body"
      onClick={() => (open.value = !open.value)}
    >
      <Icon name="list" />
      My list
      <span class="panel-toggle-sum">
        {plural(entries.length, "item")}
        {entries.length > 0 && ` · ${runtime(plan.value.totalSeconds)}`}
      </span>
      <Icon name="up" />
    </button>
  );
}

function Nothing() {
  return (
    <div class="panel-empty">
      <Icon name="list" />
      <p>Nothing on the bill yet.</p>
      <p>
        Add with <Icon name="plus" /> in the results, or <kbd>Enter</kbd> while searching.
      </p>
    </div>
  );
}

function Entries({ entries }) {
  const first = repeated.value;
  // by key, for while an entry is lifted the order shown is not yet that of the list
  const detailOf = (entry) => first.get(entry.key);
  return (
    <OrderedList
      items={entries}
      label="My list"
      labelOf={labelOf}
      renderItem={renderEntry}
      detailOf={detailOf}
      onMove={move}
      onRemove={remove}
    />
  );
}

function SaveList() {
  return (
    <div class="panel-foot">
      <button type="button" class="button primary" onClick={saveMyList}>
        Save as playlist…
      </button>
    </div>
  );
}

export function PlaylistPanel() {
  const entries = playlist.entries.value;
  const closeOnEscape = (event) => {
    // a dialog over the sheet is left by the same key, and leaves the sheet
    if (event.key !== "Escape" || event.defaultPrevented || event.target.closest("dialog")) return;
    open.value = false;
    // where there is no sheet the button is not shown, and takes no focus
    event.currentTarget.parentElement.querySelector(".panel-toggle").focus();
  };
  return (
    <>
      <SheetToggle entries={entries} />
      <div class="panel-body" id="playlist-body" data-open={open.value} onKeyDown={closeOnEscape}>
        <div class="panel-head">
          <div class="panel-title">
            <h2>My list</h2>
            <PlaylistTools />
          </div>
          {entries.length > 0 && <PlaylistSummary entries={entries} plan={plan.value} startAt={startAt} />}
        </div>
        <PlaylistNotices />
        <div class="panel-scroll">{entries.length ? <Entries entries={entries} /> : <Nothing />}</div>
        {entries.length > 0 && <SaveList />}
      </div>
      <SaveDialog />
    </>
  );
}
