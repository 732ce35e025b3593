/** The deleted playlists, for those who may take one back: folded up until somebody wants one. */

import { hasRole } from "../../account/session.js";
import { ago } from "../../lib/time.js";
import { plural } from "../../lib/text.js";
import { nowMinute } from "../../state/clock.js";
import { restore } from "../../state/playlist-actions.js";
import { loadTrash, trash } from "../../state/trash.js";

function TrashRow({ playlist }) {
  const { id, name, itemCount, deletedAt, updatedBy } = playlist;
  return (
    <li class="trash-row">
      <span class="trash-name" dir="auto">
        {name}
      </span>
      <p class="saved-facts">
        <span>{plural(itemCount, "item")}</span>
        <span>
          deleted <time dateTime={new Date(deletedAt).toISOString()}>{ago(deletedAt, nowMinute.value)}</time> by {updatedBy}
        </span>
      </p>
      <button type="button" class="button small" aria-label={`Restore ${name}`} onClick={() => restore({ id, name })}>
        Restore
      </button>
    </li>
  );
}

function Rows() {
  const { state, playlists, problem } = trash.value;
  if (state === "failed") return <p class="notice notice-bad">{problem}</p>;
  if (state !== "ready") return <p class="page-sub">Looking…</p>;
  if (playlists.length === 0) return <p class="page-sub">Nothing was deleted in the last 30 days.</p>;
  return (
    <>
      <p class="page-sub">They are kept for 30 days.</p>
      <ul class="trash-list">
        {playlists.map((one) => (
          <TrashRow key={one.id} playlist={one} />
        ))}
      </ul>
    </>
  );
}

export function Trash() {
  if (!hasRole("blessed")) return null;
  return (
    <details class="trash" onToggle={(event) => event.currentTarget.open && loadTrash()}>
      <summary>Deleted playlists</summary>
      <Rows />
    </details>
  );
}
