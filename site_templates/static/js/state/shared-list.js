/** A list that came with the address: looked up in the catalog and offered, never forced. */

import { signal } from "@preact/signals";
import { plural } from "../lib/text.js";
import { sharedIds } from "../lib/share.js";
import { toast } from "./toast.js";
import { haveIds, itemOf } from "./catalog-items.js";
import { addItems, playlist, replaceWith } from "./playlist.js";

/** `{items, left}`, or null; `left` is how many of the link cannot be taken. */
export const shared = signal(null);

const forgetAddress = () => history.replaceState(null, "", location.pathname + location.search);

/** Replace mine, append to mine, or ignore what came. */
export function takeShared(how) {
  const { items, left } = shared.value;
  shared.value = null;
  forgetAddress();
  const list = `a shared list of ${plural(items.length, "item")}`;
  const name = left ? `${list} (${left} more cannot be queued or are not in this catalog)` : list;
  if (how === "replace") replaceWith(items, name);
  else if (how === "append") addItems(items, name);
}

/** Reads the address; an empty working playlist takes the list at once, with a way back. */
async function receive(catalog) {
  const ids = sharedIds(location.hash);
  if (!ids.length || !(await haveIds(catalog, () => receive(catalog)))) return;
  const rows = ids.map((id) => catalog.indexOf(id)).filter((row) => row >= 0 && !catalog.row(row).unavailableReason);
  const items = rows.map((row) => itemOf(catalog, row));
  if (!items.length) {
    forgetAddress();
    toast("The list in this link has no item that this catalog knows.");
    return;
  }
  shared.value = { items, left: ids.length - items.length };
  if (!playlist.entries.value.length) takeShared("replace");
}

/** Now, and whenever a link is opened where the catalog is open already. */
export function receiveShared(catalog) {
  addEventListener("hashchange", () => receive(catalog));
  return receive(catalog);
}
