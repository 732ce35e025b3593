/** What the channel is playing, for the header of every page and whoever asks. */

import { effect, signal } from "@preact/signals";
import { api } from "../api/api.js";
import { poll } from "../state/poll.js";
import { standing } from "../status/health.js";
import { readNowPlaying } from "./queue-model.js";

const LOOK_EVERY_MS = 20_000;
const AFTER_END_MS = 2_000;

/** `{item, toldAt}`, `toldAt` by performance.now(); null where nobody knows, or nothing plays. */
export const nowPlaying = signal(null);

let poller = null;
let fedElsewhere = false;

export function tellNowPlaying(item) {
  nowPlaying.value = item && { item, toldAt: performance.now() };
}

async function ask() {
  try {
    const { connected, now_playing: playing } = await api.get("/now-playing");
    tellNowPlaying(connected ? readNowPlaying(playing) : null);
  } catch (error) {
    if (error.name !== "ApiError") throw error;
    // whoever wants to know why looks at the status pill
    nowPlaying.value = null;
  }
}

function delay() {
  const { item } = nowPlaying.value ?? {};
  if (!item || item.seconds === null || item.elapsed === null) return LOOK_EVERY_MS;
  const untilEnd = (item.seconds - item.elapsed) * 1000;
  return Math.max(AFTER_END_MS, Math.min(LOOK_EVERY_MS, untilEnd + AFTER_END_MS));
}

/** Asks now, where it is asked here at all: somebody has learned that it is not what is shown. */
export const lookAtNowPlaying = () => poller?.again();

/** The queue page knows it anyway: then nothing is asked here. */
export function feedNowPlaying() {
  fedElsewhere = true;
  poller?.stop();
  poller = null;
}

/** Looks after `nowPlaying` as long as the service says that the robot is there. */
export function watchNowPlaying() {
  effect(() => {
    const known = standing.value.state === "online";
    if (fedElsewhere) return;
    if (known) poller ??= poll(ask, delay);
    else if (poller) {
      poller.stop();
      poller = null;
      nowPlaying.value = null;
    }
  });
}
