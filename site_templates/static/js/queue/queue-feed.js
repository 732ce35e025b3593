/** The live queue as signals: asked again and again while somebody looks, kept when it cannot be. */

import { batch, computed, signal } from "@preact/signals";
import { api } from "../api/api.js";
import { announce } from "../state/announce.js";
import { poll } from "../state/poll.js";
import { look, standing } from "../status/health.js";
import { displayTitle } from "../search/display-title.js";
import { feedNowPlaying, nowPlaying, tellNowPlaying } from "./now-playing.js";
import { nextLook, readQueue } from "./queue-model.js";

const LOOK_AGAIN_MS = 4_000;

/** The last queue that was told, or null. */
export const queue = signal(null);
/** The code of what is in the way of knowing the queue now, or null where it is true. */
export const trouble = signal(null);

/** Why the queue cannot be known or changed now: "nats", "robot", "service", "queue", or null. */
export const away = computed(() => {
  const { state } = standing.value;
  if (state === "read-only" || trouble.value === "nats_unavailable") return "nats";
  if (state === "no-robot" || trouble.value === "robot_unavailable") return "robot";
  if (trouble.value || ["offline", "no-network", "browsing"].includes(state)) return "service";
  if (!queue.value || queue.value.connected) return null;
  // the robot may be in the channel, and not hand over so long a queue
  return state === "online" ? "queue" : "robot";
});

function take(told) {
  const before = nowPlaying.value?.item;
  const next = { ...told, asOf: told.asOf ?? queue.value?.asOf ?? null };
  batch(() => {
    queue.value = next;
    trouble.value = null;
    tellNowPlaying(next.connected ? next.nowPlaying : null);
  });
  const after = nowPlaying.value?.item;
  if (before && after && before.uid !== after.uid) announce(`Now playing ${displayTitle(after.title)}`);
  // the status in the header is to say the same as this page, not half a minute later
  if (next.connected !== (standing.value.state === "online")) look();
}

async function ask() {
  try {
    take(readQueue(await api.get("/queue")));
  } catch (error) {
    if (error.name !== "ApiError") throw error;
    trouble.value = error.code;
    nowPlaying.value = null;
  }
}

/** Begins to follow the queue; returns `look()`, which asks now. */
export function followQueue() {
  feedNowPlaying();
  return poll(ask, () => (trouble.value || !queue.value?.connected ? LOOK_AGAIN_MS : nextLook(queue.value))).again;
}
