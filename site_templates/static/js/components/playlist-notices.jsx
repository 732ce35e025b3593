/** What a list may have to say for itself: where it comes from, what is doubtful about it. */

import { plural } from "../lib/text.js";
import { ago } from "../lib/time.js";
import { nowMinute } from "../state/clock.js";
import { clearPlaylist, playlist, removeDuplicates, repeated } from "../state/playlist.js";
import { shared, takeShared } from "../state/shared-list.js";

function Returning() {
  const { savedAt } = playlist.returning.value;
  return (
    <div class="notice">
      <span>Your list from {ago(savedAt, nowMinute.value)} is still here.</span>
      <button type="button" class="button small" onClick={playlist.resume}>
        Resume
      </button>
      <button type="button" class="button small" onClick={clearPlaylist}>
        Discard
      </button>
    </div>
  );
}

function Shared() {
  const { items, left } = shared.value;
  return (
    <div class="notice">
      <span>
        This link carries a list of {plural(items.length, "item")}
        {left > 0 && ` (and ${left} that cannot be queued or are not in this catalog)`}. You have one already.
      </span>
      <button type="button" class="button small" onClick={() => takeShared("replace")}>
        Replace mine
      </button>
      <button type="button" class="button small" onClick={() => takeShared("append")}>
        Add to mine
      </button>
      <button type="button" class="button small" onClick={() => takeShared("ignore")}>
        Ignore
      </button>
    </div>
  );
}

export function PlaylistNotices() {
  const count = repeated.value.size;
  return (
    <>
      {playlist.problem.value && (
        <p class="notice notice-bad" role="alert">
          {playlist.problem.value}
        </p>
      )}
      {shared.value && <Shared />}
      {playlist.returning.value && <Returning />}
      {count > 0 && (
        <div class="notice notice-warn">
          <span>{plural(count, "duplicate")} in the list.</span>
          <button type="button" class="button small" onClick={removeDuplicates}>
            Remove
          </button>
        </div>
      )}
    </>
  );
}
