/** The working playlist as a value: a list of entries, changed only by making a new one. */

/**
 * @typedef {{key: string, videoId: string, title: string, durationSeconds: number|null}} Entry
 * `key` names the place in the list (an item added twice has two), `videoId` the item.
 */

/** The most a saved playlist may hold. */
export const MAX_ENTRIES = 4000;

/** Entries with the items appended, as far as there is room; `makeKey()` names each new one. */
export function append(entries, items, makeKey) {
  const room = Math.max(0, MAX_ENTRIES - entries.length);
  const added = items.slice(0, room).map(({ videoId, title, durationSeconds }) => ({
    key: makeKey(),
    videoId,
    title,
    durationSeconds,
  }));
  return added.length ? [...entries, ...added] : entries;
}

/** Entries without those whose key is in `keys`. */
export function removeKeys(entries, keys) {
  const gone = new Set(keys);
  const left = entries.filter((entry) => !gone.has(entry.key));
  return left.length === entries.length ? entries : left;
}

/** The entry named `key` stands at `index` (clamped) afterwards; unknown keys change nothing. */
export function moveKey(entries, key, index) {
  const from = entries.findIndex((entry) => entry.key === key);
  const to = Math.max(0, Math.min(entries.length - 1, index));
  if (from < 0 || from === to) return entries;
  const moved = [...entries];
  moved.splice(to, 0, ...moved.splice(from, 1));
  return moved;
}

/** Key of each repeated entry → the 0-based place of the first with the same item. */
export function duplicates(entries) {
  const first = new Map();
  const repeated = new Map();
  entries.forEach(({ key, videoId }, index) => {
    if (first.has(videoId)) repeated.set(key, first.get(videoId));
    else first.set(videoId, index);
  });
  return repeated;
}

/** How often each item is in the list. */
export function countByVideo(entries) {
  const counts = new Map();
  for (const { videoId } of entries) counts.set(videoId, (counts.get(videoId) ?? 0) + 1);
  return counts;
}
