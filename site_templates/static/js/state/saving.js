/** Saving what is edited: over the revision it was read at, or what stands in the way of that. */

import { signal } from "@preact/signals";
import { plural } from "../lib/text.js";
import { explainSave, savedWords } from "../lib/save-problems.js";
import { readPlaylist } from "../lib/saved-playlists.js";
import { go } from "./playlists-view.js";
import { saveAsNew } from "./save-dialog.js";
import { fetchPlaylist, replacePlaylist } from "./saved-playlists.js";
import { toast } from "./toast.js";

export const busy = signal(false);
/** Why the last save failed: `{kind, text}` as lib/save-problems.js says it, or null. */
export const problem = signal(null);

async function collide(editor, current) {
  const theirs = current?.items ? readPlaylist(current) : await fetchPlaylist(editor.base.value.id);
  if (!editor.collide(theirs)) toast(savedWords(theirs));
}

/** Saves; a conflict goes to the editor, any other failure into `problem`. */
export async function save(editor) {
  if (busy.value) return;
  busy.value = true;
  problem.value = null;
  try {
    const saved = await replacePlaylist(editor.base.value, editor.ids());
    editor.stored(saved);
    toast(savedWords(saved));
  } catch (error) {
    if (error.name !== "ApiError") throw error;
    const found = explainSave(error);
    if (found.kind === "conflict") await collide(editor, found.current);
    else problem.value = found;
  } finally {
    busy.value = false;
  }
}

/** Saves what is on the page as a playlist of its own and goes there. */
export function saveCopy(editor) {
  const { name } = editor.base.value;
  saveAsNew({
    ids: editor.ids(),
    name: `${name} (2)`,
    title: "Save as another playlist",
    onSaved: (copy) => {
      if (editor.conflict.value) editor.takeTheirs();
      else editor.revert();
      problem.value = null;
      go({ id: copy.id });
    },
  });
}

/** What is not saved yet, in words: "2 added, 1 moved". */
export function unsavedWords({ added, removed, moved }) {
  const parts = [
    [added.length, "added"],
    [removed.length, "removed"],
    [moved.length, "moved"],
  ];
  const words = parts.filter(([count]) => count).map(([count, word]) => `${plural(count, "item")} ${word}`);
  return words.join(", ");
}
