/** The playlist's items in order: to be put in another order, or only to be read. */

import { computed, effect, signal } from "@preact/signals";
import { useLayoutEffect, useMemo, useState } from "preact/hooks";
import { duplicates, moveKey, removeKeys } from "../../lib/playlist-model.js";
import { schedule, startMoment } from "../../lib/time.js";
import { nowMinute } from "../../state/clock.js";
import { createEntryTimes } from "../../state/entry-times.js";
import { OrderedList } from "../ordered-list/ordered-list.jsx";
import { PlaylistSummary } from "../playlist-summary.jsx";
import { detailsOf, savedRenderer } from "./editor-entry.jsx";
import { ReplaceDialog } from "./replace-dialog.jsx";

const startAt = signal("");
const labelOf = (entry) => entry.title;

/** When each entry would run, kept up to date as long as the list is shown. */
function usePlan(editor) {
  const made = useMemo(() => {
    const plan = computed(() => schedule(editor.entries.value, startMoment(startAt.value, nowMinute.value)));
    const times = createEntryTimes();
    return { plan, times, renderItem: savedRenderer(times) };
  }, [editor]);
  useLayoutEffect(
    () => effect(() => made.times.update(editor.entries.value, made.plan.value.times)),
    [made],
  );
  return made;
}

function ReadOnly({ entries, renderItem, detailOf }) {
  return (
    <ol class="ordered" aria-label="Items">
      {entries.map((entry) => (
        <li class="ordered-item read-only" key={entry.key}>
          <span class="ordered-place" aria-hidden="true" />
          {renderItem(entry, detailOf(entry))}
        </li>
      ))}
    </ol>
  );
}

export function EditorList({ editor, editable }) {
  const { plan, renderItem } = usePlan(editor);
  const [replacing, setReplacing] = useState(null);
  const entries = editor.entries.value;
  const detailOf = detailsOf(duplicates(entries), editor.origins.value);
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
          renderItem={renderItem}
          detailOf={detailOf}
          onMove={move}
          onRemove={remove}
          choicesOf={more}
        />
      ) : (
        <ReadOnly entries={entries} renderItem={renderItem} detailOf={detailOf} />
      )}
      {replacing && <ReplaceDialog entry={replacing} onChoose={replace} onClose={() => setReplacing(null)} />}
    </section>
  );
}
