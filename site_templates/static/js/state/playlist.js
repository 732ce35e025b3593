/** The one working playlist of this page, wired to the browser's storage and its other tabs. */

import { computed } from "@preact/signals";
import { append, countByVideo, duplicates, moveKey, removeKeys } from "../lib/playlist-model.js";
import { STORAGE_KEY } from "../lib/playlist-storage.js";
import { plural } from "../lib/text.js";
import { createPlaylistStore } from "./playlist-store.js";
import { toast, toastWithUndo } from "./toast.js";

const SEEN = "kryten.tab-seen";

function storageOrNull(name) {
  try {
    const storage = window[name];
    // a damaged one is found out only by using it
    storage?.getItem(SEEN);
    return storage;
  } catch {
    // storage forbidden by the browser's settings, or broken: the list then lives in memory
    return null;
  }
}

function isNewTab() {
  const storage = storageOrNull("sessionStorage");
  const seen = storage?.getItem(SEEN);
  try {
    storage?.setItem(SEEN, "1");
  } catch {
    // full: an old list is then offered on each page
  }
  return !seen;
}

const makeKey = () =>
  Array.from(crypto.getRandomValues(new Uint32Array(3)), (part) => part.toString(36)).join("");

export const playlist = createPlaylistStore({
  storage: storageOrNull("localStorage"),
  now: Date.now,
  makeKey,
  isReturn: isNewTab(),
});

/** The last map again where the new one says the same: moving an entry then redraws no result. */
function steady(compute) {
  let last = new Map();
  return computed(() => {
    const next = compute();
    const same = next.size === last.size && [...next].every(([key, value]) => last.get(key) === value);
    if (!same) last = next;
    return last;
  });
}

export const counts = steady(() => countByVideo(playlist.entries.value));
export const repeated = computed(() => duplicates(playlist.entries.value));

addEventListener("storage", (event) => {
  if (event.key === STORAGE_KEY) playlist.adopt();
});
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") playlist.adopt();
});

const withUndo = (text) => toastWithUndo(text, playlist);

/** Adds items to the end and says so; `name` is what was added, in words. */
export function addItems(items, name = plural(items.length, "item")) {
  // what another tab did meanwhile is not counted as done here
  playlist.adopt();
  const before = playlist.entries.value.length;
  const again = items.length === 1 && counts.value.has(items[0].videoId);
  playlist.apply(`adding ${name}`, (entries) => append(entries, items, makeKey));
  const added = playlist.entries.value.length - before;
  if (added === 0) toast(`The list is full: ${plural(items.length, "item")} left out.`);
  else if (added < items.length) {
    withUndo(`The list is full: ${plural(added, "item")} added, ${items.length - added} left out.`);
  } else withUndo(again ? `${name} is in your list twice now.` : `Added ${name}.`);
}

/** Takes entries out and says so. */
export function removeEntries(keys, name) {
  if (playlist.apply(`removing ${name}`, (entries) => removeKeys(entries, keys))) {
    withUndo(`Removed ${name}.`);
  }
}

/** Takes out every repeated entry; the first of each stays. */
export function removeDuplicates() {
  const keys = [...repeated.value.keys()];
  removeEntries(keys, plural(keys.length, "duplicate"));
}

export function moveEntry(key, index, title) {
  playlist.apply(`moving ${title}`, (entries) => moveKey(entries, key, index));
}

export function clearPlaylist() {
  const count = playlist.entries.value.length;
  if (playlist.clear()) withUndo(`Cleared ${plural(count, "item")}.`);
}

/** Puts a list in the place of the present one. */
export function replaceWith(items, name) {
  playlist.apply(name, () => append([], items, makeKey));
  const kept = playlist.entries.value.length;
  if (kept < items.length) {
    withUndo(`Opened ${name}. The list is full: ${plural(kept, "item")} kept, ${items.length - kept} left out.`);
  } else withUndo(`Opened ${name}.`);
}
