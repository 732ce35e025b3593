/** How the working playlist is written down, and what is believed when it is read back. */

export const STORAGE_SCHEMA = 1;
export const STORAGE_KEY = "kryten.working-playlist";
const VIDEO_ID = /^[A-Za-z0-9_-]{1,64}$/;

/** Text for storage; `revision` tells one writing from another. */
export function serialise({ entries, revision, savedAt }) {
  return JSON.stringify({ schema: STORAGE_SCHEMA, revision, savedAt, entries });
}

function readEntry(raw) {
  const { key, videoId, title, durationSeconds } = raw ?? {};
  if (typeof key !== "string" || !VIDEO_ID.test(videoId) || typeof title !== "string") return null;
  const known = Number.isFinite(durationSeconds) && durationSeconds > 0;
  return { key, videoId, title, durationSeconds: known ? durationSeconds : null };
}

/**
 * Reads what `serialise` wrote, or says why not.
 * @returns {{status: "empty"|"broken"|"newer"}
 *   | {status: "ok", entries: Entry[], revision: string, savedAt: number}}
 */
export function parse(text) {
  if (!text) return { status: "empty" };
  let stored;
  try {
    stored = JSON.parse(text);
  } catch {
    return { status: "broken" };
  }
  if (stored?.schema > STORAGE_SCHEMA) return { status: "newer" };
  if (stored?.schema !== STORAGE_SCHEMA || !Array.isArray(stored.entries)) {
    return { status: "broken" };
  }
  const entries = stored.entries.map(readEntry).filter(Boolean);
  const unique = new Map(entries.map((entry) => [entry.key, entry]));
  return {
    status: "ok",
    entries: [...unique.values()],
    revision: String(stored.revision),
    savedAt: Number(stored.savedAt) || 0,
  };
}
