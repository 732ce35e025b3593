/** The product's figures in words: what each is, its value, its target, and what is missing. */

import { number, plural } from "../lib/text.js";

/** id: [what it is, what it is made of] */
const NAMES = {
  landing_to_apply: ["From landing to applying, median", "visit"],
  search_to_add: ["Searches that led to an add", "visit with a search"],
  playlists_created: ["Playlists saved", null],
  playlist_reuse: ["Applies of a playlist applied before", "apply"],
  queued_by_applies: ["Queued by applies, not by hand", "item"],
  marathons: ["Marathons generated", null],
  likes: ["Likes", null],
  likes_per_day: ["Likes a day", null],
  likes_per_play: ["Likes per item played", "item"],
  likes_per_sign_in: ["Likes per sign-in", "sign-in"],
  search_p95: ["Keystroke to results, 95th percentile", "search"],
  otp_delivered: ["Sign-in codes delivered", "code"],
  otp_median: ["Delivery of a code, median", "code"],
  apply_success: ["Applies without a failure", "apply"],
  apply_median: ["An apply, from asking to done, median", "apply"],
  kv_writes: ["Writes to NATS KV that went well", "write"],
  analytics_writes: ["Writes of statistics and likes that went well", "write"],
  like_success: ["Likes taken in", "like"],
  like_p95: ["A like until it is recorded, 95th percentile", "like"],
};
const PLURALS = { "visit with a search": "visits with a search", search: "searches", apply: "applies" };
const OURS = new Set(["api", "worker"]);

export const nameOf = (figure) => NAMES[figure.id]?.[0] ?? figure.id.replaceAll("_", " ");

/** 0.05 → "50 ms", 1.5 → "1.5 s", 300 → "5 min". */
export function spanText(seconds) {
  if (seconds < 1) return `${number(Math.round(seconds * 1000))} ms`;
  if (seconds < 120) return `${number(seconds)} s`;
  return seconds < 7200 ? `${number(seconds / 60)} min` : `${number(seconds / 3600)} h`;
}

/** 0.9996 → "99.9 %": never rounded up to all. */
export const shareText = (share) => `${number(Math.floor(share * 1000 + 1e-9) / 10)} %`;

const BOUNDS = { at_most: "≤ ", more_than: "> ", exact: "" };

/** "≤ 50 ms", "98.3 %", "no data yet", "worker not answering". */
export function valueText({ unit, value, bound, without }) {
  if (value === null) return without.length ? "worker not answering" : "no data yet";
  if (unit === "seconds") return BOUNDS[bound] + spanText(value);
  if (unit === "share") return shareText(value);
  return number(Math.round(value * 100) / 100);
}

/** What a value is made of, and what it lacks: "of 120 codes, no worker answers now". */
export function basisText({ id, unit, value, bound, of, without }) {
  if (value === null) return unit === "per_day" && !without.length ? "after the first day" : "";
  const one = NAMES[id]?.[1];
  const parts = [];
  if (one) parts.push(`${unit === "seconds" ? "estimated from" : "of"} ${plural(of, one, PLURALS[one])}`);
  if (bound === "more_than") parts.push("beyond what is told apart");
  const missing = without.filter((name) => OURS.has(name));
  if (missing.length) parts.push(`no ${missing.join(" and no ")} answers now`);
  return parts.join(", ");
}

/** "Target: ≤ 100 ms"; "" where there is none. */
export function targetText({ unit, target }) {
  if (target === null) return "";
  return unit === "seconds" ? `Target: ≤ ${spanText(target)}` : `Target: ≥ ${shareText(target)}`;
}

/** Those the service answers for, which have targets, and those that tell how it is used. */
export const grouped = (figures) => [
  ["How it is used", figures.filter(({ target }) => target === null)],
  ["How well it does", figures.filter(({ target }) => target !== null)],
];

/** Since when is counted, as a sentence. `moment` puts milliseconds in the viewer's own way. */
export function sinceText({ api, worker }, moment) {
  const at = (since) => (since ? moment(Date.parse(since)) : "its start");
  const counted = worker.answering
    ? `Counted since ${at(api.since)} by this host’s API, and since ${at(worker.since)} by ${
        worker.answering === 1 ? "the worker" : `${worker.answering} workers`
      }.`
    : `Counted since ${at(api.since)} by this host’s API.`;
  return `${counted} A restart counts anew; Prometheus keeps it longer.`;
}
