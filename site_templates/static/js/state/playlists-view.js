/** What the playlists page shows, as its address says it; Back and links work. */

import { signal } from "@preact/signals";
import { formatView, parseView } from "../lib/saved-playlists.js";
import { writeAddress } from "./address.js";

export const view = signal(parseView(location.search));

let focusWanted = false;

/** Whether the keyboard is to go to the heading, as what it was on has gone: once. */
export function takeFocus() {
  const wanted = focusWanted;
  focusWanted = false;
  return wanted;
}

/** Shows something else; another playlist is a step for Back, another order of the list is not. */
export function go(part) {
  const before = view.value;
  const isAnother = "id" in part && part.id !== before.id;
  focusWanted ||= isAnother;
  view.value = { ...before, ...part };
  writeAddress(location.pathname + formatView(view.value), isAnother);
}

addEventListener("popstate", () => {
  const { id, text, order } = parseView(location.search);
  focusWanted ||= id !== view.value.id;
  // an address of a playlist says nothing of the list: how that was sorted stays
  view.value = id ? { ...view.value, id } : { id, text, order };
});
