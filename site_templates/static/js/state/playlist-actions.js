/** What can be done with a saved playlist as a whole, from the list and from its editor. */

import { plural } from "../lib/text.js";
import { savedWords } from "../lib/save-problems.js";
import { copyText } from "./download.js";
import { addItems, replaceWith } from "./playlist.js";
import { drafts, forgetEditor } from "./editors.js";
import { go } from "./playlists-view.js";
import { asEditor, askForName } from "./save-dialog.js";
import {
  deletePlaylist,
  exportAddress,
  fetchPlaylist,
  linkTo,
  loadList,
  renamePlaylist,
  restorePlaylist,
} from "./saved-playlists.js";
import { toast } from "./toast.js";
import { renewTrash } from "./trash.js";

export const FORMATS = [
  ["json", "Export as JSON"],
  ["txt", "Export as text"],
  ["csv", "Export as CSV"],
  ["m3u", "Export as M3U"],
];

/** Runs a call and tells why where it fails. @returns its answer, or undefined after a failure */
async function orTell(what, call) {
  try {
    return await call();
  } catch (error) {
    if (error.name !== "ApiError") throw error;
    toast(`${what}: ${error.detail}`);
    return undefined;
  }
}

const asEntries = (items) =>
  items
    .filter(({ reason }) => !reason)
    .map(({ videoId, title, durationSeconds }) => ({ videoId, title, durationSeconds }));

/** Puts items into the working playlist; those that cannot be queued are left out, and said. */
export function useItems(items, name, how) {
  const entries = asEntries(items);
  const left = items.length - entries.length;
  const called = left ? `${name} (without ${plural(left, "unavailable item")})` : name;
  if (how === "replace") replaceWith(entries, called);
  else addItems(entries, called);
}

export async function loadIntoMyList(playlist, how) {
  const found = await orTell(`“${playlist.name}” could not be loaded`, () => fetchPlaylist(playlist.id));
  if (found) useItems(found.items, `“${found.name}”`, how);
}

/** Takes it out of the trash; where its name is taken now, offers another. */
export async function restore({ id, name }, as) {
  try {
    const back = await restorePlaylist(id, as);
    toast(`“${back.name}” is back.`);
    loadList();
    renewTrash();
  } catch (error) {
    if (error.name !== "ApiError") throw error;
    const { suggestion } = error.fields;
    const way = suggestion ? { label: `Restore as “${suggestion}”`, run: () => restore({ id, name }, suggestion) } : null;
    toast(suggestion ? `There is another “${name}” now.` : `“${name}” could not be restored. ${error.detail}`, way);
  }
}

async function deleteNow(playlist) {
  const done = await orTell(`“${playlist.name}” is not deleted`, () => deletePlaylist(playlist));
  if (done !== undefined) {
    forgetEditor(playlist.id);
    drafts.forget(playlist.id);
    go({ id: null });
    toast(`Deleted “${playlist.name}”.`, { label: "Undo", run: () => restore(playlist) });
  }
  loadList();
  renewTrash();
}

/** Deletes at once: it can be taken back. */
export const remove = (playlist) => asEditor("to delete playlists", () => deleteNow(playlist));

/** Renames; where somebody changed the items meanwhile, the next try is over what they made of it. */
function renaming({ id, revision }) {
  let known = revision;
  return async (name) => {
    try {
      return await renamePlaylist({ id, revision: known }, name);
    } catch (error) {
      if (error.code === "revision_conflict") known = error.fields.current?.revision ?? known;
      throw error;
    }
  };
}

/** `onRenamed(playlist)` gets it as it is then. */
export const rename = (playlist, onRenamed = () => {}) =>
  asEditor("to rename playlists", () =>
    askForName({
      title: "Rename the playlist",
      label: "Rename",
      name: playlist.name,
      store: renaming(playlist),
      onSaved: (renamed) => {
        onRenamed(renamed);
        toast(savedWords(renamed));
        loadList();
      },
    }),
  );

export const copyLink = ({ id }) => copyText(`${location.origin}${linkTo(id)}`, "Link to this playlist");

/** The browser saves the service's file. */
export function exportAs({ id }, format) {
  const link = document.createElement("a");
  link.href = exportAddress(id, format);
  link.download = "";
  link.click();
}
