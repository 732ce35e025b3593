/** Saved playlists as the pages know them: read from the service's replies, sorted, filtered. */

import { displayTitle } from "../search/display-title.js";
import { fold } from "../search/fold.js";

/** @typedef {{id, name, itemCount, durationSeconds, createdBy, updatedBy, updatedAt, revision, storedLocally}} Summary */

const known = (seconds) => (Number.isFinite(seconds) && seconds > 0 ? seconds : null);

/** One row of GET /playlists. */
export function readSummary(raw) {
  return {
    id: raw.id,
    name: raw.name,
    itemCount: raw.item_count ?? raw.items?.length ?? 0,
    durationSeconds: known(raw.duration_seconds),
    createdBy: raw.created_by,
    updatedBy: raw.updated_by ?? raw.created_by,
    updatedAt: Date.parse(raw.updated_at),
    revision: raw.revision,
    storedLocally: raw.stored === "local",
    deletedAt: raw.deleted_at ? Date.parse(raw.deleted_at) : null,
  };
}

/** One item of a playlist; a title that nobody knows is its video_id. */
export function readItem(raw) {
  const { video_id: videoId, title = null, duration_seconds: seconds } = raw;
  const { available = true, reason = null, suggestions = [] } = raw;
  return {
    videoId,
    title: title ? displayTitle(title) : videoId,
    durationSeconds: known(seconds),
    reason: available ? null : reason || "The catalog does not have it any more",
    suggestions: suggestions.map((one) => ({ videoId: one.video_id, title: displayTitle(one.title) })),
  };
}

/** GET /playlists/{id}, or what POST and PUT answer; `source` and `asOf` say where it was read. */
export function readPlaylist(raw) {
  return {
    ...readSummary(raw),
    items: raw.items.map(readItem),
    itemCount: raw.items.length,
    source: raw.source ?? "live",
    asOf: raw.as_of ?? null,
  };
}

const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
const byName = (a, b) => collator.compare(a.name, b.name);
const falling = (value) => (a, b) => (value(b) ?? -1) - (value(a) ?? -1) || byName(a, b);

/** Ways to sort: key → [what it is called, the comparison]. */
export const ORDERS = {
  changed: ["Last changed", falling(({ updatedAt }) => updatedAt)],
  name: ["Name", byName],
  items: ["Most items", falling(({ itemCount }) => itemCount)],
  runtime: ["Longest", falling(({ durationSeconds }) => durationSeconds)],
  who: ["Made by", (a, b) => collator.compare(a.createdBy, b.createdBy) || byName(a, b)],
};

/** The summaries whose name or maker has every word of `text`, in the order called `order`. */
export function arrange(summaries, text, order) {
  const words = fold(text).split(" ").filter(Boolean);
  const fits = ({ name, createdBy }) => {
    const searched = fold(`${name} ${createdBy}`);
    return words.every((word) => searched.includes(word));
  };
  return summaries.filter(fits).sort(ORDERS[order][1]);
}

const DEFAULT_ORDER = "changed";

/** What the page's address asks for: `?id=…` a playlist, or `?q=…&sort=…` the list. */
export function parseView(search) {
  const parameters = new URLSearchParams(search);
  const order = parameters.get("sort");
  return {
    id: parameters.get("id") || null,
    text: parameters.get("q") ?? "",
    order: Object.hasOwn(ORDERS, order) ? order : DEFAULT_ORDER,
  };
}

/** The query string of a view; equal views give equal text. */
export function formatView({ id, text, order }) {
  const parameters = new URLSearchParams();
  if (id) parameters.set("id", id);
  else {
    if (text) parameters.set("q", text);
    if (order !== DEFAULT_ORDER) parameters.set("sort", order);
  }
  const query = parameters.toString();
  return query ? `?${query}` : "";
}
