/** The editors of this page: one for each playlist opened, kept while the reader goes to and fro. */

import { signal } from "@preact/signals";
import { createDrafts } from "../lib/drafts.js";
import { createPlaylistEditor } from "./playlist-editor.js";
import { playlist } from "./playlist.js";
import { fetchPlaylist } from "./saved-playlists.js";
import { view } from "./playlists-view.js";

function localStorageOrNull() {
  try {
    return window.localStorage;
  } catch {
    // forbidden by the browser's settings: what is not saved then lives in memory
    return null;
  }
}

export const drafts = createDrafts(localStorageOrNull(), Date.now);
const editors = new Map();

/** `{state: "loading"|"ready"|"failed", id, editor, problem}` */
export const opened = signal({ state: "loading", id: null });

/** Opens a playlist; one with unsaved changes stays as it was left. */
export async function openPlaylist(id) {
  const kept = editors.get(id);
  if (kept?.editor.dirty.value) {
    opened.value = kept;
    return;
  }
  opened.value = { state: "loading", id };
  try {
    const saved = await fetchPlaylist(id);
    // asked for twice: the first answer may be edited by the time of the second
    const begun = editors.get(id);
    if (begun?.editor.dirty.value) {
      if (view.value.id === id) opened.value = begun;
      return;
    }
    const editor = createPlaylistEditor({ saved, drafts, makeKey: playlist.makeKey });
    const entry = { state: "ready", id, editor };
    editors.set(id, entry);
    if (view.value.id === id) opened.value = entry;
  } catch (error) {
    if (error.name !== "ApiError") throw error;
    if (view.value.id === id) opened.value = { state: "failed", id, problem: error };
  }
}

export const forgetEditor = (id) => editors.delete(id);

/** Whether a playlist has changes that are in this browser only. */
export const isUnsaved = (id) => drafts.has(id) || Boolean(editors.get(id)?.editor.dirty.value);

addEventListener("beforeunload", (event) => {
  const unsaved = [...editors.values()].some(({ editor }) => editor.dirty.value);
  if (unsaved) event.preventDefault();
});
