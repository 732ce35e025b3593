/** Liking what plays: shown at once, taken back where the service refuses. */

import { computed, effect, signal } from "@preact/signals";
import { hasRole, session } from "../account/session.js";
import { openSignIn } from "../account/sign-in.js";
import { api } from "../api/api.js";
import { lookAtNowPlaying, nowPlaying } from "../queue/now-playing.js";
import { displayTitle } from "../search/display-title.js";
import { announce } from "../state/announce.js";
import { clock } from "../state/clock.js";
import { toast } from "../state/toast.js";
import { isOf, playOf, readLike } from "./like-memory.js";
import { likedWords, refusedWords, whyNot } from "./like-words.js";

const STORAGE_KEY = "kryten.liked";

function stored() {
  try {
    return readLike(localStorage.getItem(STORAGE_KEY));
  } catch {
    // storage forbidden by the browser's settings: a like is then remembered until the next reload
    return null;
  }
}

const mine = signal(stored());
/** {videoId, count}: how often an item was liked, where the service has said it. */
const told = signal(null);
const busy = signal(false);

const item = computed(() => nowPlaying.value?.item ?? null);
const isMine = computed(() => isOf(mine.value, item.value, session.value.username));

/** `{item, liked, count, busy, whyNot}` of what plays; `count` is null where nobody has said it. */
export const like = computed(() => {
  const playing = item.value;
  const known = told.value?.videoId === playing?.videoId ? told.value?.count : null;
  const liked = isMine.value;
  const count = known ?? (liked ? mine.value.count : null);
  return { item: playing, liked, count, busy: busy.value, whyNot: whyNot(playing) };
});

function remember(next) {
  mine.value = next;
  try {
    localStorage.setItem(STORAGE_KEY, JSON.stringify(next));
  } catch {
    // as above, or full: the working playlist needs the room more
  }
}

const timeIn = (seconds) => clock.at(Date.now() + seconds * 1000, Date.now());

function signInAndLike(wanted) {
  openSignIn({ why: `to like ${displayTitle(wanted.title)}`, then: () => send(wanted) });
}

function settle(wanted, answer, username) {
  const count = Number.isFinite(answer.likes) ? answer.likes : null;
  told.value = { videoId: wanted.videoId, count };
  remember({ username, play: playOf(wanted), count });
  const words = likedWords(answer, displayTitle(wanted.title));
  if (answer.duplicate) toast(words);
  else announce(words);
}

function refuse(wanted, error) {
  if (error.code === "nothing_playing") lookAtNowPlaying();
  if (error.code === "sign_in_required") signInAndLike(wanted);
  else toast(refusedWords(error, displayTitle(wanted.title), timeIn));
}

async function send(wanted) {
  if (busy.value) return;
  const { username } = session.value;
  const before = { mine: mine.value, told: told.value };
  busy.value = true;
  mine.value = { username, play: playOf(wanted), count: null };
  try {
    settle(wanted, await api.post("/likes", { video_id: wanted.videoId }), username);
  } catch (error) {
    mine.value = before.mine;
    told.value = before.told;
    if (error.name !== "ApiError") throw error;
    refuse(wanted, error);
  } finally {
    busy.value = false;
  }
}

/** Likes what plays now; whoever is not signed in does that first, and then likes what was meant. */
export function likeNow() {
  const { item: wanted, whyNot: reason } = like.value;
  if (reason) toast(reason);
  else if (session.value.known && !session.value.username) signInAndLike(wanted);
  else send(wanted);
}

async function askCount(videoId) {
  try {
    const { likes } = await api.get(`/likes/items/${encodeURIComponent(videoId)}`);
    if (item.value?.videoId === videoId) told.value = { videoId, count: likes };
  } catch (error) {
    // without the number the button works as well: whoever wants to know why looks at the status pill
    if (error.name !== "ApiError") throw error;
  }
}

/** Those who may know it are told how often what plays was liked. */
export function watchLikes() {
  const asked = computed(() => (hasRole("blessed") ? (item.value?.videoId ?? null) : null));
  effect(() => {
    if (asked.value !== null) askCount(asked.value);
  });
}
