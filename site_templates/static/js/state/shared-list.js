/** A list that came with the address: looked up in the catalog and offered, never forced. */

import { signal } from "@preact/signals";
import { plural } from "../lib/text.js";
import { sharedIds } from "../lib/share.js";
import { toast } from "./toast.js";
import { itemOf } from "./catalog-items.js";
import { addItems, playlist, replaceWith } from "./playlist.js";

export const shared = signal(null);

const forgetAddress = () => history.replaceState(null, "", location.pathname + location.search);

/** Replace mine, append to mine, or ignore what came. */
export function takeShared(how) {
  const { items } = shared.value;
  shared.value = null;
  forgetAddress();
  const name = `a shared list of ${plural(items.length, "item")}`;
  if (how === "replace") replaceWith(items, name);
  else if (how === "append") addItems(items, name);
}

/** Reads the address; an empty working playlist takes the list at once, with a way back. */
export async function receiveShared(catalog) {
  const ids = sharedIds(location.hash);
  if (!ids.length) return;
  await catalog.idsReady;
  const rows = ids.map((id) => catalog.indexOf(id)).filter((row) => row >= 0);
  const items = rows.map((row) => itemOf(catalog, row));
  if (!items.length) {
    forgetAddress();
    toast("The list in this link has no item that this catalog knows.");
    return;
  }
  shared.value = { items, unknown: ids.length - items.length };
  if (!playlist.entries.value.length) takeShared("replace");
}
