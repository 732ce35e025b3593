/** One saved playlist in the list: its name, what it holds, who made it, and its menu. */

import { openApply } from "../../apply/open-apply.jsx";
import { ago, runtime } from "../../lib/time.js";
import { plural } from "../../lib/text.js";
import { nowMinute } from "../../state/clock.js";
import { isUnsaved } from "../../state/editors.js";
import { copyLink, exportAs, FORMATS, loadIntoMyList, remove, rename } from "../../state/playlist-actions.js";
import { go } from "../../state/playlists-view.js";
import { linkTo } from "../../state/saved-playlists.js";
import { Applied } from "../../stats/applied.jsx";
import { MenuButton } from "../menu-button.jsx";

/** `readOnly`: the service is away, so only what needs it not can be done. */
function choices(playlist, readOnly) {
  const needing = readOnly ? { disabled: true } : {};
  return [
    { label: "Apply to queue…", ...needing, run: () => openApply({ playlistId: playlist.id, name: playlist.name }) },
    { label: "Load into my list", apart: true, run: () => loadIntoMyList(playlist, "replace") },
    { label: "Add to my list", run: () => loadIntoMyList(playlist, "append") },
    { label: "Copy link", apart: true, run: () => copyLink(playlist) },
    ...FORMATS.map(([format, label]) => ({ label, ...needing, run: () => exportAs(playlist, format) })),
    { label: "Rename…", apart: true, ...needing, run: () => rename(playlist) },
    { label: "Delete", ...needing, run: () => remove(playlist) },
  ];
}

export function ListRow({ playlist, readOnly }) {
  const { id, name, itemCount, durationSeconds, createdBy, updatedBy, updatedAt, storedLocally } = playlist;
  const open = (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    go({ id });
  };
  return (
    <li class="saved-row">
      <a class="saved-name" href={linkTo(id)} dir="auto" onClick={open}>
        {name}
      </a>
      <p class="saved-facts">
        <span>{plural(itemCount, "item")}</span>
        {durationSeconds !== null && <span>{runtime(durationSeconds)}</span>}
        <span>by {createdBy}</span>
        <span>
          changed <time dateTime={new Date(updatedAt).toISOString()}>{ago(updatedAt, nowMinute.value)}</time>
          {updatedBy !== createdBy && ` by ${updatedBy}`}
        </span>
        {!readOnly && <Applied id={id} />}
        {storedLocally && <span class="badge badge-warn">on this server, not merged yet</span>}
        {isUnsaved(id) && <span class="badge badge-warn">unsaved changes</span>}
      </p>
      <MenuButton label={`Actions for ${name}`} choices={() => choices(playlist, readOnly)} />
    </li>
  );
}
