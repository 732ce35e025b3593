/** What is special about the opened playlist: where it was read, what waits unsaved, what cannot play. */

import { plural } from "../../lib/text.js";
import { ago } from "../../lib/time.js";
import { duplicates, removeKeys } from "../../lib/playlist-model.js";
import { nowMinute } from "../../state/clock.js";
import { openPlaylist } from "../../state/editors.js";
import { PermissionNotice, SourceNotice } from "./service-notices.jsx";

function Waiting({ editor }) {
  const { savedAt, entries } = editor.waiting.value;
  return (
    <div class="notice notice-warn">
      <span>
        Changes of yours from {ago(savedAt, nowMinute.value)} are not saved yet ({plural(entries.length, "item")}).
      </span>
      <button type="button" class="button small primary" onClick={editor.resume}>
        Resume
      </button>
      <button type="button" class="button small" onClick={editor.discard}>
        Discard
      </button>
    </div>
  );
}

function Doubtful({ editor }) {
  const entries = editor.entries.value;
  const repeated = duplicates(entries);
  const unavailable = entries.filter(({ reason }) => reason);
  const drop = (keys, label) => editor.apply(label, (present) => removeKeys(present, keys));
  return (
    <>
      {unavailable.length > 0 && (
        <div class="notice notice-warn">
          <span>{plural(unavailable.length, "item")} cannot be queued: replace or remove {unavailable.length === 1 ? "it" : "them"}.</span>
          <button
            type="button"
            class="button small"
            onClick={() => drop(unavailable.map(({ key }) => key), "removing what cannot be queued")}
          >
            Remove
          </button>
        </div>
      )}
      {repeated.size > 0 && (
        <div class="notice notice-warn">
          <span>{plural(repeated.size, "duplicate")} in the list: CyTube may refuse a second copy.</span>
          <button type="button" class="button small" onClick={() => drop([...repeated.keys()], "removing duplicates")}>
            Remove
          </button>
        </div>
      )}
    </>
  );
}

export function EditorNotices({ editor, source, asOf, editable }) {
  return (
    <>
      <SourceNotice source={source} asOf={asOf} onRetry={() => openPlaylist(editor.base.value.id)} />
      {!editable && source !== "file" && <PermissionNotice what="to change this playlist" />}
      {editor.waiting.value && <Waiting editor={editor} />}
      {editor.draftFailed.value && (
        <p class="notice notice-bad" role="alert">
          <span>This browser would not keep the unsaved changes: save them before you leave the page.</span>
        </p>
      )}
      {editable && <Doubtful editor={editor} />}
    </>
  );
}
