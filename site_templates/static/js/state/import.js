/** Importing pasted text: checked by the service line by line, used only when the reader says so. */

import { signal } from "@preact/signals";
import { displayTitle } from "../search/display-title.js";
import { itemsOf } from "./catalog-on-demand.js";
import { checkImport } from "./saved-playlists.js";

/** The open import, or null: `{text, state: "typing"|"checking"|"checked", lines, items, problem, onUse}`. */
export const importing = signal(null);

/** `onUse(items)` takes the found items into an open playlist; without it the dialog offers to save. */
export function openImport({ onUse = null } = {}) {
  importing.value = { text: "", state: "typing", lines: [], items: [], problem: null, onUse };
}

export const closeImport = () => (importing.value = null);
const change = (part) => (importing.value = { ...importing.value, ...part });

export const typeImport = (text) => change({ text, state: "typing", problem: null });

/** What was found, with what the catalog knows of it. */
async function described(found) {
  const known = await itemsOf(found.map((line) => line.video_id));
  return found.map(({ video_id: videoId, title }, index) => {
    const unknown = { videoId, title: displayTitle(title ?? videoId), durationSeconds: null, reason: null };
    return known[index] ?? unknown;
  });
}

/** Asks the service what each line is. */
export async function checkText() {
  const { text } = importing.value;
  change({ state: "checking", problem: null });
  try {
    const lines = await checkImport(text);
    const items = await described(lines.filter(({ video_id: videoId }) => videoId !== null));
    if (importing.value?.text === text) change({ state: "checked", lines, items });
  } catch (error) {
    if (error.name !== "ApiError") throw error;
    if (importing.value) change({ state: "typing", problem: error });
  }
}
