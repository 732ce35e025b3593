/** Starts the marathon page. */

import { render } from "preact";
import { MarathonPage } from "../components/marathon/marathon-page.jsx";
import { watchSettings } from "../state/marathon.js";
import { loadList } from "../state/saved-playlists.js";

export function startMarathon() {
  const root = document.getElementById("marathon-app");
  root.replaceChildren();
  render(<MarathonPage />, root);
  watchSettings();
  loadList();
}
