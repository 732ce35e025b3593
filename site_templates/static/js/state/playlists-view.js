/** What the playlists page shows, as its address says it; Back and links work. */

import { signal } from "@preact/signals";
import { formatView, parseView } from "../lib/saved-playlists.js";
import { writeAddress } from "./address.js";

export const view = signal(parseView(location.search));

/** Shows something else; another playlist is a step for Back, another order of the list is not. */
export function go(part) {
  const before = view.value;
  view.value = { ...before, ...part };
  writeAddress(location.pathname + formatView(view.value), before.id !== view.value.id);
}

addEventListener("popstate", () => {
  const { id, text, order } = parseView(location.search);
  // an address of a playlist says nothing of the list: how that was sorted stays
  view.value = id ? { ...view.value, id } : { id, text, order };
});
