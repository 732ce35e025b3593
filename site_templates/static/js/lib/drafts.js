/** Unsaved changes to saved playlists, kept in the browser until they are saved or discarded. */

const PREFIX = "kryten.draft.";
const SCHEMA = 1;
const VIDEO_ID = /^[A-Za-z0-9_-]{1,64}$/;

function readEntry(raw) {
  const { key, videoId, title, durationSeconds, reason } = raw ?? {};
  if (typeof key !== "string" || !VIDEO_ID.test(videoId) || typeof title !== "string") return null;
  return {
    key,
    videoId,
    title,
    durationSeconds: Number.isFinite(durationSeconds) ? durationSeconds : null,
    reason: typeof reason === "string" ? reason : null,
  };
}

function parse(text) {
  if (!text) return null;
  try {
    const { schema, revision, baseIds, entries, savedAt } = JSON.parse(text);
    if (schema !== SCHEMA || !Array.isArray(entries) || !Array.isArray(baseIds)) return null;
    const ids = baseIds.filter((id) => VIDEO_ID.test(id));
    return { revision, baseIds: ids, entries: entries.map(readEntry).filter(Boolean), savedAt };
  } catch {
    // damaged: as good as none
    return null;
  }
}

/** `storage` is localStorage or null; `now()` milliseconds. */
export function createDrafts(storage, now) {
  return {
    read: (id) => parse(storage?.getItem(PREFIX + id)),
    has: (id) => Boolean(storage?.getItem(PREFIX + id)),
    /** Whether it could be kept: a full or forbidden storage keeps nothing. */
    write(id, { revision, baseIds, entries }) {
      const text = JSON.stringify({ schema: SCHEMA, revision, baseIds, entries, savedAt: now() });
      try {
        storage.setItem(PREFIX + id, text);
        return true;
      } catch {
        return false;
      }
    },
    forget: (id) => storage?.removeItem(PREFIX + id),
  };
}
