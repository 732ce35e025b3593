/** What the program adds to every page: keys, messages, copy and add buttons, the offline store. */

import { effect } from "@preact/signals";
import { render } from "preact";
import { Overlays } from "../components/overlays.jsx";
import { scriptAddress } from "../lib/script-address.js";
import { plural } from "../lib/text.js";
import { watchBack } from "../state/address.js";
import { copyText } from "../state/download.js";
import { addItems, counts, playlist } from "../state/playlist.js";
import { showPlayed } from "../stats/played-fact.jsx";
import { telemetry } from "../telemetry/telemetry.js";
import { startHeader } from "./header.jsx";

function addFrom(button) {
  const { videoId, title, seconds } = button.dataset;
  addItems([{ videoId, title, durationSeconds: seconds ? Number(seconds) : null }], title);
  telemetry.added();
}

function onClick(event) {
  const add = event.target.closest("[data-add]");
  if (add) addFrom(add);
  const copy = event.target.closest("[data-copy]");
  if (copy) copyText(document.getElementById(copy.dataset.copy).textContent, "Address");
}

/** The buttons that the page came with but that do nothing without the program. */
function wakeButtons() {
  document.addEventListener("click", onClick);
  for (const button of document.querySelectorAll("[data-add], [data-copy]")) button.hidden = false;
  effect(() => {
    for (const button of document.querySelectorAll("[data-add]")) {
      const times = counts.value.get(button.dataset.videoId) ?? 0;
      button.toggleAttribute("data-added", times > 0);
      const label = button.querySelector("[data-add-label]");
      if (label) label.textContent = times ? "In my list: add again" : "Add to my list";
    }
  });
}

/** A way back to the working playlist from pages that do not show it. */
function showListBar() {
  if (document.getElementById("playlist-app")) return;
  const bar = document.createElement("nav");
  bar.className = "list-bar";
  bar.setAttribute("aria-label", "My list");
  const link = document.createElement("a");
  link.className = "button";
  link.href = "/";
  bar.append(link);
  document.getElementById("main").after(bar);
  effect(() => {
    const count = playlist.entries.value.length;
    bar.hidden = count === 0;
    link.textContent = `My list: ${plural(count, "item")}`;
  });
}

/** A picture that does not come leaves its letter. */
function watchPosters() {
  for (const image of document.querySelectorAll("img[data-poster]")) {
    const drop = () => image.remove();
    if (image.complete && image.naturalWidth === 0) drop();
    else image.addEventListener("error", drop);
  }
}

function keepOffline() {
  const { serviceWorker } = navigator;
  if (!serviceWorker || !isSecureContext) return;
  // without the store the site works as long as there is a network: nothing to tell the reader
  serviceWorker
    .register(scriptAddress("/sw.js"))
    .catch((error) => console.info("no offline store:", error.message));
}

export function startPage() {
  render(<Overlays />, document.getElementById("overlay-root"));
  startHeader();
  watchBack();
  wakeButtons();
  showListBar();
  watchPosters();
  showPlayed();
  keepOffline();
}
