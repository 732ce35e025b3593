/** Starts the playlists page. */

import { computed, effect } from "@preact/signals";
import { render } from "preact";
import { PlaylistsPage } from "../components/playlists/playlists-page.jsx";
import { watchNotices } from "../components/playlists/user-notices.jsx";
import { loadList } from "../state/saved-playlists.js";
import { view } from "../state/playlists-view.js";

export function startPlaylists() {
  const root = document.getElementById("playlists-app");
  root.replaceChildren();
  render(<PlaylistsPage />, root);
  watchNotices();
  const listShown = computed(() => !view.value.id);
  // the list is asked for anew whenever it comes into sight
  effect(() => {
    if (listShown.value) loadList();
  });
}
