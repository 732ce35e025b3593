/** What the catalog knows of the items in the tables: whether they can still be added, and how long they are. */

import { signal } from "@preact/signals";
import { withCatalog } from "../state/catalog-on-demand.js";
import { addItems } from "../state/playlist.js";
import { toast } from "../state/toast.js";

/** video_id → {videoId, title, durationSeconds, reason}, null for what the catalog does not have. */
export const knownItems = signal(new Map());

function itemIn(catalog, videoId) {
  const row = catalog.indexOf(videoId);
  if (row < 0) return null;
  const { displayTitle: title, durationSeconds, unavailableReason: reason } = catalog.row(row);
  return { videoId, title, durationSeconds, reason };
}

/** Fills `knownItems`. Where the catalog cannot be loaded they stay unknown, and are tried again later. */
export async function lookUp(videoIds) {
  const fresh = videoIds.filter((videoId) => !knownItems.peek().has(videoId));
  if (!fresh.length) return;
  try {
    const found = await withCatalog((catalog) => fresh.map((videoId) => [videoId, itemIn(catalog, videoId)]));
    knownItems.value = new Map([...knownItems.peek(), ...found]);
  } catch (error) {
    console.info("the tables stand without the catalog:", error.message);
  }
}

/** Adds an item of a table to the working playlist, or says why it cannot be. */
export async function addKnown(videoId, title) {
  await lookUp([videoId]);
  const item = knownItems.value.get(videoId);
  if (item === null) toast(`${title} is not in the catalog any more, so it cannot be added.`);
  else if (item?.reason) toast(`Cannot be queued: ${item.reason}`);
  else addItems([item ?? { videoId, title, durationSeconds: null }], item?.title ?? title);
}
