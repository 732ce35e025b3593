/** Asking for a name and saving under it, from wherever a list can be saved. */

import { signal } from "@preact/signals";
import { hasRole, session } from "../account/session.js";
import { openSignIn } from "../account/sign-in.js";
import { savedWords } from "../lib/save-problems.js";
import { playlist } from "./playlist.js";
import { createPlaylist, linkTo, replacePlaylist } from "./saved-playlists.js";
import { toast } from "./toast.js";

/**
 * What is asked, or null: `{title, label, name, store(name), overwrite?(existing), onSaved(playlist)}`.
 * `store` and `overwrite` resolve to the playlist as it is then, or reject with ApiError.
 */
export const asked = signal(null);

export const askForName = (request) => (asked.value = request);
export const closeSaveDialog = () => (asked.value = null);

/** Signs in, then comes back to the same question with the name as typed. */
export function signInAndReturn(name) {
  const request = { ...asked.value, name };
  closeSaveDialog();
  openSignIn({ why: "to save playlists", then: () => askForName(request) });
}

function open(playlist) {
  return { label: "Open", run: () => location.assign(linkTo(playlist.id)) };
}

/** Puts back what an overwritten playlist was. */
async function undoOverwrite(before, after) {
  try {
    await replacePlaylist({ ...after, name: before.name }, before.items.map(({ videoId }) => videoId));
    toast(`“${before.name}” is as it was.`);
  } catch (error) {
    if (error.name !== "ApiError") throw error;
    toast(`“${before.name}” could not be put back. ${error.detail}`);
  }
}

/**
 * Asks for a name and saves `ids` as a new playlist, or over one of that name.
 * `onSaved(playlist)` in place of the toast that offers to open it.
 */
export function saveAsNew({ ids, name = "", title = "Save as a playlist", onSaved = null }) {
  askForName({
    title,
    label: "Save",
    name,
    ids,
    store: (chosen) => createPlaylist(chosen, ids),
    overwrite: async (existing) => {
      const after = await replacePlaylist(existing, ids);
      return { ...after, undo: () => undoOverwrite(existing, after) };
    },
    onSaved: (playlist) => {
      if (onSaved) onSaved(playlist);
      const action = playlist.undo ? { label: "Undo", run: playlist.undo } : open(playlist);
      toast(savedWords(playlist), onSaved && !playlist.undo ? null : action);
    },
  });
}

/** Asks for a name and saves the working playlist, which stays as it is. */
export function saveMyList() {
  saveAsNew({
    ids: playlist.entries.value.map(({ videoId }) => videoId),
    title: "Save my list as a playlist",
  });
}

/** Does it, or says what is missing: a sign-in, or the role. `what` ends "needed …". */
export function asEditor(what, act) {
  // as long as nobody could say who is signed in, the call itself is the question
  if (hasRole("blessed") || !session.value.known) act();
  else if (!session.value.username) openSignIn({ why: what, then: () => asEditor(what, act) });
  else toast(`${session.value.username} may read playlists: an admin of the channel can give the role blessed, which is needed ${what}.`);
}
