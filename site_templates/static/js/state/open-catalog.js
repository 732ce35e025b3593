/** Opens the catalog with what the page already knows of it. */

import { openCatalog } from "../search/client.js";

/** What openCatalog() gives; the page names the search file, and the worker for a large catalog. */
export function openSiteCatalog() {
  const { searchFile, searchWorker } = document.documentElement.dataset;
  return openCatalog("/catalog.json", { searchFile, workerUrl: searchWorker });
}
