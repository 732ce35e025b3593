/** Where the marathon goes from here: saved as a playlist, or into the working playlist. */

import { plural } from "../../lib/text.js";
import { items, settings } from "../../state/marathon.js";
import { useItems } from "../../state/playlist-actions.js";
import { asEditor, saveAsNew } from "../../state/save-dialog.js";
import { listing } from "../../state/saved-playlists.js";

const LONGEST_NAME = 100;

function proposedName() {
  const known = new Map(listing.value.playlists.map(({ id, name }) => [id, name]));
  const names = settings.value.sources.map((id) => known.get(id)).filter(Boolean);
  return [...`Marathon: ${names.join(" + ")}`].slice(0, LONGEST_NAME).join("");
}

const save = () =>
  asEditor("to save playlists", () =>
    saveAsNew({
      ids: items.value.map(({ videoId }) => videoId),
      name: proposedName(),
      title: "Save the marathon",
    }),
  );

export function PreviewWays() {
  const name = `a marathon of ${plural(items.value.length, "item")}`;
  return (
    <div class="preview-ways">
      <button type="button" class="button primary" onClick={save}>
        Save as playlist…
      </button>
      <button type="button" class="button" onClick={() => useItems(items.value, name, "replace")}>
        Load into my list
      </button>
      <button type="button" class="button" onClick={() => useItems(items.value, name, "append")}>
        Add to my list
      </button>
    </div>
  );
}
