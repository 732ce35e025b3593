/** What came of a like, in words. */

import { plural } from "../lib/text.js";

/** Why what plays cannot be liked, or null where it can. `item` is what plays, null for nothing. */
export function whyNot(item) {
  if (!item) return "Nothing is playing, so there is nothing to like.";
  return item.videoId === null ? "What is playing is not from this catalog, so it cannot be liked." : null;
}

/** The service's answer to a like of what is called `title`. */
export function likedWords({ duplicate, likes }, title) {
  if (duplicate) return `You liked ${title} already, so this one is not counted again.`;
  return Number.isFinite(likes) ? `You liked ${title}: ${plural(likes, "like")} so far.` : `You liked ${title}.`;
}

/**
 * A refusal.
 * @param {ApiError} error
 * @param {string} title
 * @param {(seconds: number) => string} timeIn when it is so many seconds from now, as a clock shows it
 */
export function refusedWords(error, title, timeIn) {
  // the service says what plays in its place
  if (error.code === "nothing_playing") return error.detail;
  if (error.code === "rate_limited" && error.retryAfterSeconds !== null) {
    return `That was a lot of likes, and this one does not count. The next one does at ${timeIn(error.retryAfterSeconds)}.`;
  }
  return `${title} is not liked. ${error.detail}`;
}
