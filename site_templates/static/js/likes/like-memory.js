/** What this browser remembers of its last like: enough to show it again after a reload. */

/** One play of an item: another play of it can be liked anew. */
export const playOf = ({ uid, videoId }) => `${uid} ${videoId}`;

/** `{username, play, count}`, or null where nothing of that kind was stored. */
export function readLike(text) {
  let value;
  try {
    value = JSON.parse(text ?? "null");
  } catch {
    // another program's text under our name: the next like overwrites it
    return null;
  }
  const sound = typeof value?.username === "string" && typeof value.play === "string";
  if (!sound) return null;
  const { username, play, count } = value;
  return { username, play, count: Number.isFinite(count) ? count : null };
}

/** Whether this like is of that item, playing now, by that person; names have no case. */
export const isOf = (like, item, username) =>
  Boolean(like && item && username) && like.play === playOf(item) && like.username.toLowerCase() === username.toLowerCase();
