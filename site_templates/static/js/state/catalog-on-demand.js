/** The catalog for pages that need it only now and then: opened once, when first asked for. */

import { openCatalog } from "../search/client.js";

let opening = null;

/** `use(catalog)` with ids known. Rejects where the catalog cannot be loaded; the next call tries anew. */
export async function withCatalog(use) {
  opening ??= openCatalog().then(async (catalog) => {
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
