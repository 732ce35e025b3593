/** A dry run as the dialog shows it: the receipt's lines, and whether two receipts say the same. */

import { ordinal } from "../lib/ordinal.js";
import { number, plural } from "../lib/text.js";
import { readNowPlaying } from "../queue/queue-model.js";
import { displayTitle } from "../search/display-title.js";

const named = (list) =>
  (list ?? []).map(({ video_id: videoId = null, title, reason = null }) => ({
    videoId,
    title: title ? displayTitle(title) : (videoId ?? "Unknown item"),
    reason,
  }));

const counted = (count) => ({ count, items: [] });
const listed = (list) => ({ count: list?.length ?? 0, items: named(list) });

/** POST /apply-jobs/plan. `endsAt` is when the queue will have played once, null where nobody can know. */
export function readPlan(raw) {
  const endsAt = Date.parse(raw.ends_at ?? "");
  return {
    keep: counted(raw.keep),
    remove: { count: raw.remove, items: named(raw.removed) },
    add: counted(raw.add),
    move: counted(raw.move),
    alreadyQueued: listed(raw.already_queued),
    leftOut: listed(raw.left_out),
    unavailable: listed(raw.unavailable),
    seconds: raw.estimated_seconds ?? null,
    endsAt: Number.isNaN(endsAt) ? null : endsAt,
    stops: readNowPlaying(raw.stops),
  };
}

const LINES = [
  ["add", "Added", "of this playlist, new on the queue"],
  ["keep", "Kept", "standing on the queue, and staying"],
  ["move", "Moved", "of those kept: only put in a new place"],
  ["remove", "Removed", "taken off the queue"],
  ["alreadyQueued", "Already queued", "left where they stand"],
  ["leftOut", "Left out", "the channel takes no second copy, or the queue is full"],
  ["unavailable", "Skipped", "cannot be queued"],
];

/** The lines of the receipt that have something to say: [{key, label, meaning, count, items}]. */
export const receiptLines = (plan) =>
  LINES.map(([key, label, meaning]) => ({ key, label, meaning, ...plan[key] })).filter(({ count }) => count > 0);

/** Whether a plan would change nothing. */
export const changesNothing = ({ add, move, remove, stops }) => !add.count && !move.count && !remove.count && !stops;

/** Equal for receipts that promise the same. */
export const fingerprint = (plan) =>
  LINES.map(([key]) => `${plan[key].count}:${plan[key].items.map(({ videoId, title }) => videoId ?? title).join()}`).join("|");

/** 14 → "about 14 seconds", 75 → "about 1 minute 15 seconds". */
export function lasting(seconds) {
  const whole = Math.ceil(seconds);
  if (whole <= 2) return "a moment";
  const minutes = Math.floor(whole / 60);
  const rest = minutes < 5 ? whole % 60 : 0;
  const words = [minutes && plural(minutes, "minute"), rest && plural(rest, "second")].filter(Boolean);
  return `about ${words.join(" ")}`;
}

/** Which place the first item gets, by the queue as it is; null where that cannot be told. */
export function firstPlace(mode, coming) {
  if (mode === "hard_replace") return "Its first item plays at once.";
  if (mode === "preserve_current") return "Its first item comes right after what is playing.";
  if (coming === null) return null;
  return coming === 0 ? "Its first item comes next." : `Its first item is ${ordinal(coming + 1)} in line.`;
}

/** "stops *Blob* at 32:10, removes 41 items", in words for the last question. */
export const toll = (plan) => (plan.remove.count ? `removes ${plural(plan.remove.count, "item")}` : "removes nothing");

/** The button that does it. */
export const doIt = (plan) => (plan.add.count ? `Apply: add ${number(plan.add.count)}` : "Apply");
