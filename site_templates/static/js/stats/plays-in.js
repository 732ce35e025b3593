/** What the copy of the statistics says of single items. */

const NONE = () => null;

/** @param {Record<string, [number, number]>|null} items video_id → [plays, last played in epoch seconds] */
export function playsIn(items) {
  if (!items) return NONE;
  return (videoId) => {
    // own entries only: a video_id may be called like what every object has
    const entry = Object.hasOwn(items, videoId) ? items[videoId] : null;
    if (!Array.isArray(entry) || !(entry[0] > 0) || !(entry[1] > 0)) return null;
    return { plays: entry[0], lastAt: entry[1] * 1000 };
  };
}
