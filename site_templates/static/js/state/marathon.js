/** The marathon being made: its settings, and the order that the service generates for them. */

import { computed, effect, signal } from "@preact/signals";
import { hasRole } from "../account/session.js";
import { api } from "../api/api.js";
import { record, redo, redoLabel, startHistory, undo, undoLabel } from "../lib/history.js";
import { formatSettings, parseSettings, requestOf } from "../lib/marathon-settings.js";
import { displayTitle } from "../search/display-title.js";
import { writeAddress } from "./address.js";
import { playlist } from "./playlist.js";

const TYPING_PAUSE_MS = 250;

export const settings = signal(parseSettings(location.search));
/** `{state: "none"|"asking"|"ready"|"failed", problem}` of the newest request. */
export const generating = signal({ state: "none", problem: null });
/** What was generated last, beside its items: labels, seed, explanation, warnings; null before. */
export const generated = signal(null);

const history = signal(startHistory([]));
export const items = computed(() => history.value.present);
export const undoable = computed(() => undoLabel(history.value));
export const redoable = computed(() => redoLabel(history.value));
/** Whether the order on the page is no longer the one that was generated. */
export const byHand = computed(() => generated.value !== null && items.value !== generated.value.items);

/** Changes settings; another choice of sources is a step for Back, the rest is not. */
export function change(part) {
  const before = settings.value;
  settings.value = { ...before, ...part };
  writeAddress(location.pathname + formatSettings(settings.value), Boolean(part.sources) && before.sources.length > 0);
}

addEventListener("popstate", () => {
  settings.value = parseSettings(window.location.search);
});

function readItem(raw) {
  return {
    key: playlist.makeKey(),
    videoId: raw.video_id,
    title: raw.title ? displayTitle(raw.title) : raw.video_id,
    durationSeconds: raw.duration_seconds ?? null,
    label: raw.label,
    episode: raw.episode,
    reason: raw.available ? null : raw.reason,
  };
}

let run = 0;
/** The request that what is shown answers, as text. */
let answered = null;

/** A seed that the service made goes into the settings: the address then says the whole order. */
function settle(body, { seed }) {
  answered = JSON.stringify(seed ? { ...body, seed } : body);
  // unless other settings were chosen while it was on its way: what is typed then is not overwritten
  const isWanted = JSON.stringify(requestOf(settings.value)) === JSON.stringify(body);
  if (isWanted && body.method === "shuffle" && !body.seed) change({ seed });
}

async function generate(body) {
  run += 1;
  const mine = run;
  generating.value = { state: "asking", problem: null };
  try {
    const reply = await api.post("/marathons/preview", body);
    if (mine !== run) return;
    const made = reply.items.map(readItem);
    generated.value = { ...reply, items: made };
    history.value = items.value.length ? record(history.value, made, "generating anew") : startHistory(made);
    generating.value = { state: "ready", problem: null };
    settle(body, reply);
  } catch (error) {
    if (error.name !== "ApiError") throw error;
    if (mine === run) generating.value = { state: "failed", problem: error };
  }
}

/** Nothing is to be generated; an answer on its way is not waited for. */
function rest(state) {
  run += 1;
  generating.value = { state, problem: null };
}

/** Asks again with the same settings. */
export function generateAgain() {
  const body = requestOf(settings.value);
  if (body) generate(body);
}

/** Generates whenever the settings change to ones that can be generated. */
export function watchSettings() {
  const wanted = computed(() => {
    const body = requestOf(settings.value);
    return body && hasRole("blessed") ? JSON.stringify(body) : null;
  });
  effect(() => {
    const text = wanted.value;
    if (text === null || text === answered) {
      rest(text === null ? "none" : "ready");
      return undefined;
    }
    const timer = setTimeout(() => generate(JSON.parse(text)), TYPING_PAUSE_MS);
    return () => clearTimeout(timer);
  });
}

export function apply(label, edit) {
  history.value = record(history.value, edit(items.value), label);
}

export const undoStep = () => (history.value = undo(history.value));
export const redoStep = () => (history.value = redo(history.value));
