/** What the service can do now, from what it answered; and since when, where this browser saw it change. */

/** A change is dated only if the last look before it is not longer ago than this. */
const WITNESS_MS = 3 * 60_000;
const AT_MOST_EVERY_MS = 1000;

/** What a browser remembers of its looks: nothing yet. */
export const NEVER = Object.freeze({ answeredAt: null, lookedAt: null, state: "unknown", since: null });

/**
 * @param {{health?: object, code?: string, online: boolean}} look the service's answer, or the code
 *   of the error in its place, and whether the browser has a network
 * @param {boolean} known whether the service has ever answered this browser
 * @returns {"online"|"read-only"|"no-robot"|"offline"|"no-network"|"browsing"}
 */
function stateOf({ health, code, online }, known) {
  if (health) {
    if (!health.nats_connected) return "read-only";
    return health.robot_connected ? "online" : "no-robot";
  }
  if (!online) return "no-network";
  if (code === "api_missing") return "browsing";
  // a site that never had a service is not broken; one that had is
  return known || code === "api_unreachable" ? "offline" : "browsing";
}

/** The memory after one more look at `now` (milliseconds). */
export function looked(memory, look, now) {
  const state = stateOf(look, memory.answeredAt !== null);
  const witnessed = memory.lookedAt !== null && now - memory.lookedAt <= WITNESS_MS;
  const since = state === memory.state ? memory.since : witnessed ? now : null;
  return { state, since, lookedAt: now, answeredAt: look.health ? now : memory.answeredAt };
}

/** What was stored as JSON, or NEVER where it is not a memory. */
export function readMemory(text) {
  let value;
  try {
    value = JSON.parse(text ?? "null");
  } catch {
    // another program's text under our name: it is overwritten at the next look
    return NEVER;
  }
  const sound = value && typeof value.state === "string" && [value.answeredAt, value.lookedAt, value.since].every(isMoment);
  return sound ? { ...NEVER, ...value } : NEVER;
}

const isMoment = (value) => value === null || Number.isFinite(value);

const TROUBLE = new Set(["nats_unavailable", "robot_unavailable"]);
const AWAY_STATES = new Set(["offline", "no-network", "browsing"]);
const TROUBLE_STATES = new Set(["read-only", "no-robot"]);

/** Whether a failed call says something that the state does not say already. */
export function isNews(state, { away, code }) {
  if (away) return !AWAY_STATES.has(state);
  return TROUBLE.has(code) && !TROUBLE_STATES.has(state);
}

/** Milliseconds until there may be another look, after one at `lookedAt`; a clock that was set back puts none off. */
export function pauseBefore(lookedAt, now) {
  const ago = now - (lookedAt ?? 0);
  return Math.min(AT_MOST_EVERY_MS, Math.max(0, AT_MOST_EVERY_MS - ago));
}

/** Milliseconds until the next look: soon while something is wrong, then ever less often. */
export function lookDelay(state, failures, random) {
  const jitter = 0.85 + 0.3 * random;
  if (state === "online") return 30_000 * jitter;
  if (state === "browsing") return 300_000 * jitter;
  return Math.min(60_000, 3_000 * 1.6 ** Math.min(failures, 10)) * jitter;
}
