/**
 * Reads an interleave pattern (`A2B1C2`) and says in words what it does: a port of
 * action_api/domain/patterns.py, held equal by a test.
 */

export const LABELS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const SEPARATORS = " ,-|";
const MAX_COUNT = 4000;
const MAX_LENGTH = 4096;
const SHOWN_NAME_LENGTH = 80;
const DIGIT = /^[0-9]$/;
const ASCII_LETTER = /^[A-Za-z]$/;
// what Python's str.isprintable() refuses: controls, unassigned, and spaces but the plain one
const UNPRINTABLE = /^[\p{C}\p{Z}]$/u;

/** Where a pattern cannot be read: `position` is 0-based and counts characters, not UTF-16 units. */
class PatternFault extends Error {
  constructor(position, detail) {
    super(`${detail}.`);
    this.position = position;
  }
}

/**
 * Grammar, case-insensitive, the whole string consumed: `sep* token (sep* token)* sep*`,
 * `token = label count?`, `count = [1-9][0-9]*` up to 4000. Every label must be named.
 * @returns {{tokens: {label: string, count: number}[]} | {position: number, detail: string}}
 */
export function readPattern(text, labels) {
  try {
    return { tokens: parse([...text], labels) };
  } catch (error) {
    if (!(error instanceof PatternFault)) throw error;
    return { position: error.position, detail: error.message };
  }
}

function parse(characters, labels) {
  if (characters.length > MAX_LENGTH) {
    const detail = `The pattern is ${characters.length} characters long; at most ${MAX_LENGTH} fit`;
    throw new PatternFault(MAX_LENGTH, detail);
  }
  const tokens = readTokens(characters, labels);
  if (!tokens.length) {
    throw new PatternFault(0, `The pattern names no source; write for example ${example(labels)}`);
  }
  const named = new Set(tokens.map(({ label }) => label));
  const missing = labels.filter((label) => !named.has(label));
  if (missing.length) throw new PatternFault(characters.length, neverNamed(missing));
  return tokens;
}

function readTokens(characters, labels) {
  const tokens = [];
  let at = 0;
  while (at < characters.length) {
    if (SEPARATORS.includes(characters[at])) {
      at += 1;
      continue;
    }
    const label = readLabel(characters[at], at, labels);
    let end = at + 1;
    while (end < characters.length && DIGIT.test(characters[end])) end += 1;
    tokens.push({ label, count: readCount(characters.slice(at + 1, end).join(""), label, at + 1) });
    at = end;
  }
  return tokens;
}

function readLabel(character, at, labels) {
  // no toUpperCase() on the rest of Unicode: dotless i or the long s would turn into a label
  const label = ASCII_LETTER.test(character) ? character.toUpperCase() : character;
  if (labels.includes(label)) return label;
  if (LABELS.includes(label)) {
    throw new PatternFault(at, `There is no source ${label}; the sources are ${listed(labels)}`);
  }
  if (DIGIT.test(character)) {
    throw new PatternFault(at, `A number needs a label right before it, as in ${example(labels)}`);
  }
  const rule = 'use labels, counts, and spaces, commas, "-" or "|" between them';
  throw new PatternFault(at, `${shown(character)} cannot stand in a pattern: ${rule}`);
}

function readCount(digits, label, start) {
  if (!digits) return 1;
  if (digits[0] === "0") {
    throw new PatternFault(start, `The count after ${label} must be 1 or more and not begin with 0`);
  }
  if (digits.length > String(MAX_COUNT).length || Number(digits) > MAX_COUNT) {
    throw new PatternFault(start, `The count after ${label} is too large: at most ${MAX_COUNT}`);
  }
  return Number(digits);
}

function neverNamed(missing) {
  if (missing.length === 1) {
    return (
      `The pattern never names source ${missing[0]}, so it would never end: ` +
      `add ${missing[0]} to the pattern or drop the source`
    );
  }
  return (
    `The pattern never names the sources ${listed(missing)}, so they would never end: ` +
    "add them to the pattern or drop them"
  );
}

/** The pattern that takes one item of each source in turn, `A B C`. */
export const defaultPattern = (labels) => labels.join(" ");

/** A sentence for people; `names` maps each label to its playlist's name. */
export function explain(tokens, names) {
  const parts = joined(tokens).map(({ label, count }) => `${count} from ${label}${named(names[label])}`);
  const sources = new Set(tokens.map(({ label }) => label)).size;
  if (sources === 1) return `${parts[0]} at a time, again and again until all are used up.`;
  const way = "again and again until all are used up; a source that has run out is skipped.";
  return `${parts.join(", then ")}, ${way}`;
}

function joined(tokens) {
  const result = [];
  for (const { label, count } of tokens) {
    if (result.at(-1)?.label === label) result.at(-1).count += count;
    else result.push({ label, count });
  }
  return result;
}

function named(name) {
  if (!name) return "";
  const characters = [...name];
  const fits = characters.length <= SHOWN_NAME_LENGTH;
  return ` (${fits ? name : `${characters.slice(0, SHOWN_NAME_LENGTH - 1).join("")}…`})`;
}

function listed(labels) {
  if (labels.length <= 1) return labels.join("");
  return `${labels.slice(0, -1).join(", ")} and ${labels.at(-1)}`;
}

const example = (labels) => (labels.length > 1 ? `${labels[0]}2${labels[1]}1` : `${labels[0]}2`);

function shown(character) {
  if (character === " " || !UNPRINTABLE.test(character)) return `"${character}"`;
  return `The character U+${character.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
}
