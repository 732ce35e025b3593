/** Somebody else saved the same playlist: what they changed, what I changed, and the ways out. */

import { useEffect, useRef } from "preact/hooks";
import { plural } from "../../lib/text.js";

const MOST_SHOWN = 8;
const place = (index) => index + 1;

const WORDS = {
  added: ({ after }) => `added at ${place(after)}`,
  removed: ({ before }) => `removed from ${place(before)}`,
  moved: ({ before, after }) => `moved from ${place(before)} to ${place(after)}`,
};

function Changes({ title, changes, titleOf }) {
  const lines = ["added", "removed", "moved"].flatMap((kind) => changes[kind].map((change) => ({ kind, change })));
  return (
    <div class="conflict-side">
      <h3>{title}</h3>
      {lines.length === 0 && <p>No item, only the name or nothing at all.</p>}
      <ul>
        {lines.slice(0, MOST_SHOWN).map(({ kind, change }) => (
          <li class={`change change-${kind}`}>
            <span dir="auto">{titleOf.get(change.videoId) ?? change.videoId}</span> {WORDS[kind](change)}
          </li>
        ))}
      </ul>
      {lines.length > MOST_SHOWN && <p>and {plural(lines.length - MOST_SHOWN, "more change")}.</p>}
    </div>
  );
}

/** `onCopy` saves mine under another name. */
export function ConflictNotice({ editor, onCopy }) {
  const conflict = editor.conflict.value;
  return conflict && <Conflict editor={editor} conflict={conflict} onCopy={onCopy} />;
}

function Conflict({ editor, conflict, onCopy }) {
  const { theirs, theirChanges, myChanges, titleOf } = conflict;
  const heading = useRef(null);
  // who pressed Save may be far down a long list
  useEffect(() => heading.current.focus(), [conflict]);
  return (
    <section class="notice notice-bad conflict" aria-labelledby="conflict-title">
      <h2 id="conflict-title" tabIndex={-1} ref={heading}>
        {theirs.updatedBy} saved this playlist while you edited it
      </h2>
      <p>Nothing is overwritten. Your version is on this page and kept in this browser until you choose.</p>
      <div class="conflict-sides">
        <Changes title={`${theirs.updatedBy} changed`} changes={theirChanges} titleOf={titleOf} />
        <Changes title="You changed" changes={myChanges} titleOf={titleOf} />
      </div>
      <div class="conflict-ways">
        <button type="button" class="button primary" onClick={editor.merge}>
          Merge both, then look
        </button>
        <button type="button" class="button" onClick={onCopy}>
          Save mine as a copy…
        </button>
        <button type="button" class="button" onClick={editor.takeTheirs}>
          Take theirs
        </button>
      </div>
    </section>
  );
}
