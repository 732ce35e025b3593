/** What a visit (one tab, until it is closed) remembers of itself: three moments, and no names. */

/** Longer ago than this the page was left open, not looked at. */
const LONGEST_MS = 86_400_000;

export const landed = (now) => ({ landedAt: now, searched: false, added: false, applied: false, told: [], off: false });

/** What was stored as JSON; a visit that begins now where it is none. */
export function readVisit(text, now) {
  try {
    const found = JSON.parse(text ?? "null");
    if (Number.isFinite(found?.landedAt) && Array.isArray(found.told)) return { ...landed(now), ...found };
  } catch {
    // another program's text under our name: overwritten with the next change
  }
  return landed(now);
}

/** An item added counts where a search went before it. */
export const afterAdding = (visit) => (visit.searched ? { ...visit, added: true } : visit);

/** Seconds from landing to the visit's first apply; null where it is another, or beyond belief. */
export function secondsToApply(visit, now) {
  const passed = now - visit.landedAt;
  return visit.applied || passed < 0 || passed > LONGEST_MS ? null : Math.round(passed / 1000);
}

/** Which of the visit's moments nobody was told of yet. */
export const untold = (visit) => ["searched", "added"].filter((name) => visit[name] && !visit.told.includes(name));
