/** From a row of the catalog to an item that can stand in a list. */

import { toast } from "./toast.js";

/** Only after `catalog.idsReady`. */
export function itemOf(catalog, index) {
  const { displayTitle, durationSeconds } = catalog.row(index);
  return { videoId: catalog.videoId(index), title: displayTitle, durationSeconds };
}

/** Whether the ids are there; where they do not come, says so and offers `again()`. */
export async function haveIds(catalog, again) {
  try {
    await catalog.idsReady;
    return true;
  } catch (error) {
    console.info("no ids:", error.message);
    toast("That needs a part of the catalog that could not be loaded.", { label: "Try again", run: again });
    return false;
  }
}
