/** What a marathon is made of and how, as a value, as an address and as a request. */

import { defaultPattern, LABELS, readPattern } from "./pattern.js";

/**
 * @typedef {{sources: string[], method: string, pattern: string, seed: string, runOrder: boolean}}
 * Settings `sources` are playlist ids in the order of their labels; an empty `pattern` stands for
 * one of each in turn, an empty `seed` for one that the service makes.
 */

export const MAX_SOURCES = LABELS.length;

/** Method → [name, what it does]. Interleaving is what people call cyclic, and take for shuffling. */
export const METHODS = {
  concatenate: ["One after another", "All of A, then all of B, then all of C."],
  interleave: ["In turn, by a pattern", "Some of A, some of B, and round again. Nothing is left to chance."],
  shuffle: ["Shuffle", "Everything in random order; the same seed gives the same order again."],
};

/** The labels of a number of sources: A, B, C… */
export const labelsOf = (count) => [...LABELS.slice(0, count)];

export function parseSettings(search) {
  const parameters = new URLSearchParams(search);
  const method = parameters.get("method");
  return {
    sources: parameters.getAll("s").filter(Boolean).slice(0, MAX_SOURCES),
    method: Object.hasOwn(METHODS, method) ? method : "interleave",
    pattern: parameters.get("pattern") ?? "",
    seed: parameters.get("seed") ?? "",
    runOrder: parameters.get("order") !== "free",
  };
}

/** The query string of settings; equal settings give equal text. */
export function formatSettings({ sources, method, pattern, seed, runOrder }) {
  const parameters = new URLSearchParams(sources.map((id) => ["s", id]));
  if (method !== "interleave") parameters.set("method", method);
  if (method === "interleave" && pattern) parameters.set("pattern", pattern);
  if (method === "shuffle" && seed) parameters.set("seed", seed);
  if (!runOrder) parameters.set("order", "free");
  const text = parameters.toString();
  return text ? `?${text}` : "";
}

/** The pattern in force, read: `{tokens}` or `{position, detail}`. */
export function patternOf({ sources, pattern }) {
  const labels = labelsOf(sources.length);
  return readPattern(pattern.trim() ? pattern : defaultPattern(labels), labels);
}

/** The body of POST /marathons/preview, or null where there is nothing to generate yet. */
export function requestOf(settings) {
  const { sources, method, pattern, seed, runOrder } = settings;
  if (!sources.length || (method === "interleave" && !patternOf(settings).tokens)) return null;
  const body = { sources, method, preserve_run_order: runOrder };
  if (method === "interleave" && pattern.trim()) body.pattern = pattern;
  if (method === "shuffle" && seed) body.seed = seed;
  return body;
}

/** Patterns to begin with: [pattern, what it does]. */
export function presets(count) {
  const labels = labelsOf(count);
  const of = (counts) => labels.map((label, at) => `${label}${counts(at) > 1 ? counts(at) : ""}`).join("");
  const choices = [[of(() => 1), "one each"]];
  if (count > 1) {
    choices.push([of(() => 2), "two each"], [of(() => 3), "three each"]);
    choices.push([of((at) => (at ? 1 : 2)), "two of A, one of the others"]);
  }
  return choices;
}

/** A seed that is easy to read out: `makeNumber()` gives whole numbers from 0 to 2^32 - 1. */
export function newSeed(makeNumber) {
  const letters = "abcdefghjkmnpqrstvwxyz23456789";
  return Array.from({ length: 8 }, () => letters[makeNumber() % letters.length]).join("");
}

/** "S01E04" for an episode, "" for none. */
export function episodeCode(episode) {
  if (!episode) return "";
  const two = (number) => String(number).padStart(2, "0");
  return `S${two(episode.season)}E${two(episode.number)}`;
}
