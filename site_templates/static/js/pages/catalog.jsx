/** Starts the catalog page: the list at once, the search as soon as the catalog has come. */

import { render } from "preact";
import { CatalogPage } from "../components/catalog-page.jsx";
import { PlaylistPanel } from "../components/playlist-panel.jsx";
import { createCatalogSearch } from "../state/catalog-search.js";
import { watchFreshness } from "../state/freshness.js";
import { openSiteCatalog } from "../state/open-catalog.js";
import { receiveShared } from "../state/shared-list.js";
import { watchPlays } from "../stats/plays.js";

/** What was typed before the program came is neither lost nor interrupted. */
function takeOver() {
  const field = document.getElementById("query");
  return { typed: field.value, focus: document.activeElement === field };
}

function tellFailure(root, retry) {
  const notice = document.createElement("p");
  notice.className = "notice notice-bad";
  notice.setAttribute("role", "alert");
  const text = document.createElement("span");
  text.textContent = "The catalog could not be loaded, so searching is off. The pages below still work.";
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button small";
  button.textContent = "Try again";
  button.addEventListener("click", () => {
    notice.remove();
    retry();
  });
  notice.append(text, button);
  root.prepend(notice);
}

async function startSearch() {
  const root = document.getElementById("catalog-app");
  let search;
  try {
    const catalog = await openSiteCatalog();
    search = createCatalogSearch(catalog);
    await search.search();
  } catch (error) {
    console.warn("the catalog could not be loaded:", error);
    tellFailure(root, startSearch);
    return;
  }
  const { typed, focus } = takeOver();
  if (typed && typed !== search.asked.value.query) await search.change({ query: typed });
  const live = document.createElement("div");
  live.className = "catalog-live";
  render(<CatalogPage search={search} restore={{ focus }} />, live);
  root.replaceChildren(live);
  if (focus) document.getElementById("query").focus({ preventScroll: true });
  watchFreshness(search.catalog.info.snapshotId);
  watchPlays();
  await receiveShared(search.catalog);
}

export function startCatalog() {
  const panel = document.getElementById("playlist-app");
  panel.replaceChildren();
  render(<PlaylistPanel />, panel);
  return startSearch();
}
