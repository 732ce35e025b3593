/** The catalog for pages that need it only now and then: opened once, when first asked for. */

import { openSiteCatalog } from "./open-catalog.js";

let opening = null;

/** `use(catalog)` with ids known. Rejects where the catalog cannot be loaded; the next call tries anew. */
export async function withCatalog(use) {
  opening ??= openSiteCatalog().then(async (catalog) => {
    await catalog.idsReady;
    return catalog;
  });
  try {
    return use(await opening);
  } catch (error) {
    opening = null;
    throw error;
  }
}

/** Items of the catalog for `ids`, null for one it does not have; all null where it cannot be loaded. */
export function itemsOf(ids) {
  return withCatalog((catalog) =>
    ids.map((videoId) => {
      const row = catalog.indexOf(videoId);
      if (row < 0) return null;
      const { displayTitle: title, durationSeconds, unavailableReason: reason } = catalog.row(row);
      return { videoId, title, durationSeconds, reason };
    }),
  ).catch(() => ids.map(() => null));
}
