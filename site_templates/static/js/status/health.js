/** Looks after the service: asks for its health while somebody looks at the page, and says what changed. */

import { signal } from "@preact/signals";
import { api } from "../api/api.js";
import { announce } from "../state/announce.js";
import { clock } from "../state/clock.js";
import { isNews, lookDelay, looked, NEVER, pauseBefore, readMemory } from "./standing.js";
import { statusWords } from "./words.js";

const STORAGE_KEY = "kryten.service";
const TIMEOUT_MS = 6000;

export const standing = signal(NEVER);
export const health = signal(null);
export const looking = signal(false);

let timer;
let failures = 0;

/** The status in words for this viewer. */
export const inWords = () =>
  statusWords(standing.value, health.value, (moment) => clock.at(moment, Date.now()));

function remembered() {
  try {
    return readMemory(localStorage.getItem(STORAGE_KEY));
  } catch {
    // storage forbidden by the browser's settings: changes are then dated from this page on
    return standing.value;
  }
}

function remember(memory) {
  try {
    localStorage.setItem(STORAGE_KEY, JSON.stringify(memory));
  } catch {
    // as above, or full: the working playlist needs the room more
  }
}

async function ask() {
  if (!navigator.onLine) return { online: false };
  try {
    return { online: true, health: await api.get("/health", { also: [503], timeoutMs: TIMEOUT_MS }) };
  } catch (error) {
    if (error.name !== "ApiError") throw error;
    return { online: navigator.onLine, code: error.code };
  }
}

function take(look) {
  const before = standing.value.state;
  const memory = looked(remembered(), look, Date.now());
  remember(memory);
  if (look.health) health.value = look.health;
  standing.value = memory;
  failures = memory.state === "online" ? 0 : failures + 1;
  if (before !== "unknown" && before !== memory.state) announce(inWords().label);
}

/** Asks now and plans the next look; several at once are one. */
export async function look() {
  if (looking.value) return;
  clearTimeout(timer);
  looking.value = true;
  try {
    take(await ask());
  } finally {
    looking.value = false;
    plan();
  }
}

function plan() {
  clearTimeout(timer);
  if (document.visibilityState !== "visible") return;
  timer = setTimeout(look, lookDelay(standing.value.state, failures, Math.random()));
}

/** At once, or a moment after the last look: a reason to look is never dropped. */
function lookAgain() {
  if (document.visibilityState !== "visible") return;
  clearTimeout(timer);
  timer = setTimeout(look, pauseBefore(standing.value.lookedAt, Date.now()));
}

/** Begins to look, and looks again when there is a reason to. */
export function watchHealth() {
  for (const change of ["online", "offline"]) addEventListener(change, look);
  addEventListener("focus", lookAgain);
  document.addEventListener("visibilitychange", () => (document.visibilityState === "visible" ? lookAgain() : clearTimeout(timer)));
  // what is known already is looked at in its time: else whatever asks again and again would drive this
  api.onProblem((error) => {
    if (isNews(standing.value.state, error)) lookAgain();
  });
  return look();
}
