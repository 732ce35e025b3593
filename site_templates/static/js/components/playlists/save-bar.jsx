/** What is not saved yet, and saving it: always in sight while there is something to save. */

import { difference } from "../../lib/list-difference.js";
import { saveText } from "../../state/download.js";
import { asEditor } from "../../state/save-dialog.js";
import { busy, problem, save, saveCopy, unsavedWords } from "../../state/saving.js";

function Problem({ editor }) {
  const { kind, text } = problem.value;
  const ids = editor.ids();
  return (
    <div class="save-problem" role="alert">
      <p>{text}</p>
      {kind === "sign-in" && (
        <button type="button" class="button small" onClick={() => asEditor("to save playlists", () => save(editor))}>
          Sign in
        </button>
      )}
      {kind === "away" && (
        <button type="button" class="button small" onClick={() => saveText(`${ids.join("\n")}\n`, "playlist.txt")}>
          Save as a text file
        </button>
      )}
    </div>
  );
}

export function SaveBar({ editor }) {
  const dirty = editor.dirty.value;
  if (!dirty && !problem.value) return null;
  const before = editor.base.value.items.map(({ videoId }) => videoId);
  const after = editor.entries.value.map(({ videoId }) => videoId);
  return (
    <section class="save-bar" aria-label="Unsaved changes">
      {problem.value && <Problem editor={editor} />}
      <p class="save-what">
        <strong>Not saved yet:</strong> {unsavedWords(difference(before, after))}
      </p>
      <div class="save-ways">
        <button type="button" class="button" onClick={editor.revert}>
          Revert
        </button>
        <button type="button" class="button" onClick={() => saveCopy(editor)}>
          Save as…
        </button>
        <button
          type="button"
          class="button primary"
          disabled={busy.value || Boolean(editor.conflict.value)}
          onClick={() => asEditor("to save playlists", () => save(editor))}
        >
          {busy.value ? "Saving…" : problem.value ? "Try again" : "Save"}
        </button>
      </div>
    </section>
  );
}
