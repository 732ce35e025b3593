/** Opens the catalog with what the page already knows of it. */

import { openCatalog } from "../search/client.js";

const POINTER_URL = "/catalog.json";

/**
 * What openCatalog() gives. The page that searches at once carries the pointer, others name the
 * search file; the worker for a large catalog is named by all.
 */
export function openSiteCatalog() {
  const { searchFile, searchWorker: workerUrl } = document.documentElement.dataset;
  const carried = document.getElementById("catalog-pointer");
  if (carried === null) return openCatalog(POINTER_URL, { searchFile, workerUrl });
  return openCatalog(POINTER_URL, { pointer: JSON.parse(carried.textContent), workerUrl });
}
