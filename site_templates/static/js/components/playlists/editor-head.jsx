/** The playlist's name, what it amounts to, and its tools. */

import { openApply } from "../../apply/open-apply.jsx";
import { plural } from "../../lib/text.js";
import { ago } from "../../lib/time.js";
import { nowMinute } from "../../state/clock.js";
import { copyLink, exportAs, FORMATS, remove, rename, useItems } from "../../state/playlist-actions.js";
import { saveCopy } from "../../state/saving.js";
import { Applied } from "../../stats/applied.jsx";
import { IconButton } from "../icon-button.jsx";
import { MenuButton } from "../menu-button.jsx";
import { PageHeading } from "./page-heading.jsx";

function choices(editor, { editable, source }) {
  const saved = editor.base.value;
  const [away, fixed] = [source === "file", !editable];
  return [
    { label: "Load into my list", run: () => useItems(editor.entries.value, `“${saved.name}”`, "replace") },
    { label: "Add to my list", run: () => useItems(editor.entries.value, `“${saved.name}”`, "append") },
    { label: "Copy link", apart: true, run: () => copyLink(saved) },
    ...FORMATS.map(([format, label]) => ({ label, disabled: away, run: () => exportAs(saved, format) })),
    { label: "Save as…", apart: true, disabled: fixed, run: () => saveCopy(editor) },
    { label: "Rename…", disabled: fixed, run: () => rename(saved, (renamed) => editor.renamed(renamed)) },
    { label: "Revert to the saved version", disabled: !editor.dirty.value, run: editor.revert },
    { label: "Delete", disabled: fixed, run: () => remove(saved) },
  ];
}

export function EditorHead({ editor, editable, source }) {
  const { name, createdBy, updatedBy, updatedAt } = editor.base.value;
  const [undo, redo] = [editor.undoLabel.value, editor.redoLabel.value];
  return (
    <header class="editor-head">
      <div class="editor-title">
        <PageHeading text={name} />
        {editor.dirty.value && <span class="badge badge-warn">unsaved</span>}
      </div>
      <p class="page-sub">
        {plural(editor.entries.value.length, "item")} · by {createdBy} · changed {ago(updatedAt, nowMinute.value)} by{" "}
        {updatedBy} {source === "live" && <Applied id={editor.base.value.id} />}
      </p>
      <div class="editor-tools">
        {editable && (
          <>
            <IconButton icon="undo" label={undo ? `Undo ${undo}` : "Undo"} disabled={!undo} onClick={editor.undo} />
            <IconButton icon="redo" label={redo ? `Redo ${redo}` : "Redo"} disabled={!redo} onClick={editor.redo} />
          </>
        )}
        <button type="button" class="button" onClick={() => useItems(editor.entries.value, `“${name}”`, "replace")}>
          Load into my list
        </button>
        <button type="button" class="button primary" disabled={source !== "live"} onClick={() => openApply({ playlistId: editor.base.value.id, name, unsaved: editor.dirty.value })}>
          Apply to queue…
        </button>
        <MenuButton label="Playlist actions" choices={() => choices(editor, { editable, source })} />
      </div>
    </header>
  );
}
