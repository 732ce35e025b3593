/** Statistics as the page knows them: read from the service's replies, or from the copy beside the site. */

import { displayTitle } from "../search/display-title.js";

const count = (value) => (Number.isFinite(value) && value > 0 ? value : 0);

/** Milliseconds, or null where the service does not know. */
function moment(text) {
  const parsed = Date.parse(text ?? "");
  return parsed > 0 ? parsed : null;
}

/** GET /stats/summary. */
export function readSummary(raw) {
  return {
    itemsQueued: count(raw.items_queued),
    itemsPlayed: count(raw.items_played),
    secondsQueued: count(raw.seconds_queued),
    secondsPlayed: count(raw.seconds_played),
  };
}

/** A title that nobody knows is its video_id. */
const titleOf = ({ title, video_id: videoId }) => (title ? displayTitle(title) : videoId);

/** One row of GET /stats/top-played. */
export function readPlayed(raw) {
  return {
    videoId: raw.video_id,
    title: titleOf(raw),
    count: count(raw.plays),
    lastAt: moment(raw.last_played_at),
  };
}

/** One row of GET /likes/top. */
export function readLiked(raw) {
  return {
    videoId: raw.video_id,
    title: titleOf(raw),
    count: count(raw.likes),
    lastAt: moment(raw.last_liked_at),
  };
}

/** One day of GET /stats/days; `day` is "2026-11-22", in UTC. */
export function readDay(raw) {
  return {
    day: raw.date,
    itemsQueued: count(raw.items_queued),
    itemsPlayed: count(raw.items_played),
    secondsPlayed: count(raw.seconds_played),
    likes: count(raw.likes),
  };
}

/** The three replies of the service as one state. */
export function readLive([summary, top, days], now) {
  return {
    asOf: now,
    summary: readSummary(summary),
    top: top.items.map(readPlayed),
    days: days.days.map(readDay),
  };
}

/** The same state from the copy the worker leaves beside the site; null `asOf` where it does not say. */
export function readCopy(copy, window) {
  return {
    asOf: moment(copy.as_of),
    summary: readSummary(copy.summary),
    top: (copy.top_played[window] ?? []).map(readPlayed),
    days: copy.days.map(readDay),
  };
}
