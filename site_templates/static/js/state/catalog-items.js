/** From a row of the catalog to an item that can stand in a list. */

/** Only after `catalog.idsReady`. */
export function itemOf(catalog, index) {
  const { displayTitle, durationSeconds } = catalog.row(index);
  return { videoId: catalog.videoId(index), title: displayTitle, durationSeconds };
}
