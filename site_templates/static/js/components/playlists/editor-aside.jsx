/** Ways to add to the playlist: a search, the working playlist, pasted text. */

import { append } from "../../lib/playlist-model.js";
import { number, plural } from "../../lib/text.js";
import { playlist } from "../../state/playlist.js";
import { toast, toastWithUndo } from "../../state/toast.js";
import { FindItems } from "./find-items.jsx";
import { openImport } from "./import-dialog.jsx";

function add(editor, items, name) {
  const before = editor.entries.value.length;
  editor.apply(`adding ${name}`, (entries) =>
    append(entries, items, editor.makeKey).map((entry, index) =>
      index < before ? entry : { reason: items[index - before].reason ?? null, ...entry },
    ),
  );
  const added = editor.entries.value.length - before;
  if (added === 0) {
    toast(`The playlist is full: ${plural(items.length, "item")} left out.`);
    return;
  }
  const full = added < items.length ? ` The playlist is full: ${items.length - added} left out.` : "";
  toastWithUndo(`Added ${name}.${full}`, editor);
}

export function EditorAside({ editor }) {
  const mine = playlist.entries.value;
  return (
    <aside class="editor-aside" aria-label="Add items">
      <h2>Add items</h2>
      <FindItems
        id="editor-find"
        label="Search the catalog"
        verb="Add"
        onChoose={(item) => add(editor, [item], item.title)}
      />
      <div class="aside-ways">
        {mine.length > 0 && (
          <button type="button" class="button" onClick={() => add(editor, mine, plural(mine.length, "item"))}>
            Add my list ({number(mine.length)})
          </button>
        )}
        <button
          type="button"
          class="button"
          onClick={() =>
            openImport({ onUse: (items) => add(editor, items, plural(items.length, "imported item")) })
          }
        >
          Import…
        </button>
      </div>
    </aside>
  );
}
