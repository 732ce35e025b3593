/** The playlist's items in order: to be put in another order, or only to be read. */

import { computed, signal } from "@preact/signals";
import { useMemo, useState } from "preact/hooks";
import { duplicates, moveKey, removeKeys } from "../../lib/playlist-model.js";
import { schedule, startMoment } from "../../lib/time.js";
import { clock, nowMinute } from "../../state/clock.js";
import { OrderedList } from "../ordered-list/ordered-list.jsx";
import { PlaylistSummary } from "../playlist-summary.jsx";
import { detailsOf, renderSavedEntry } from "./editor-entry.jsx";
import { ReplaceDialog } from "./replace-dialog.jsx";

const startAt = signal("");
const labelOf = (entry) => entry.title;

function useDetails(editor) {
  return useMemo(() => {
    const plan = computed(() =>
      schedule(editor.entries.value, startMoment(startAt.value, nowMinute.value)),
    );
    const details = computed(() =>
      detailsOf(editor.entries.value, {
        clock,
        times: plan.value.times,
        repeated: duplicates(editor.entries.value),
        origins: editor.origins.value,
      }),
    );
    return { plan, details };
  }, [editor]);
}

function ReadOnly({ entries, details }) {
  return (
    <ol class="ordered" aria-label="Items">
      {entries.map((entry) => (
        <li class="ordered-item read-only" key={entry.key}>
          <span class="ordered-place" aria-hidden="true" />
          {renderSavedEntry(entry, details.get(entry.key))}
        </li>
      ))}
    </ol>
  );
}

export function EditorList({ editor, editable }) {
  const { plan, details } = useDetails(editor);
  const [replacing, setReplacing] = useState(null);
  const entries = editor.entries.value;
  const shown = details.value;
  const move = (key, index, entry) => editor.apply(`moving ${entry.title}`, (all) => moveKey(all, key, index));
  const remove = (key, entry) => editor.apply(`removing ${entry.title}`, (all) => removeKeys(all, [key]));
  const more = (entry) => [{ label: "Replace…", apart: true, run: () => setReplacing(entry) }];
  // rows are drawn once: what they offer beside the menu is heard here
  const onClick = (event) => {
    const { replace: key } = event.target.closest("[data-replace]")?.dataset ?? {};
    if (key) setReplacing(entries.find((entry) => entry.key === key));
  };
  const replace = (item) => {
    editor.apply(`replacing ${replacing.title}`, (all) =>
      all.map((entry) => (entry.key === replacing.key ? { ...item, key: entry.key } : entry)),
    );
    setReplacing(null);
  };
  return (
    <section class="editor-list" aria-label="Items of the playlist" onClick={editable ? onClick : undefined}>
      {entries.length > 0 && (
        <div class="editor-sum">
          <PlaylistSummary entries={entries} plan={plan.value} startAt={startAt} />
        </div>
      )}
      {entries.length === 0 && <p class="panel-empty">No items. Add some, or undo.</p>}
      {editable ? (
        <OrderedList
          items={entries}
          label={editor.base.value.name}
          labelOf={labelOf}
          renderItem={renderSavedEntry}
          detailOf={(entry) => shown.get(entry.key)}
          onMove={move}
          onRemove={remove}
          choicesOf={more}
        />
      ) : (
        <ReadOnly entries={entries} details={shown} />
      )}
      {replacing && <ReplaceDialog entry={replacing} onChoose={replace} onClose={() => setReplacing(null)} />}
    </section>
  );
}
