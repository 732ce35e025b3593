// The titles as the engines search them: half folded for the scan, wholly for the index.
import { lower } from "./fold.js";

const NEWLINE = 10;
const SPACE = 32;
const ROWS_A_STEP = 4096;
// of printable ASCII, and of that and what follows it in its title
const DROPPED = /['`]+/g;
const DROPPED_AND_REST = /['`].*/g;
const encoder = new TextEncoder();

/** A regular expression's class of what separates words in a half-folded title. */
export const SEPARATOR = "[ -/:-@[-`{-~]";
const A_SEPARATOR = new RegExp(SEPARATOR);
/** Whether a byte is one, by its number: 1 or 0. */
export const IS_SEPARATOR = Uint8Array.from({ length: 256 }, (_, byte) =>
  A_SEPARATOR.test(String.fromCharCode(byte)) ? 1 : 0,
);

/**
 * Half fold titles from decodeTitles(): {text, starts}, each title a line, starting where it starts
 * in `titles.text`. They are folded as by fold(), but that other separators than a space, and
 * several of them, may stand between words and around them: finding those takes longer than the
 * first search.
 */
export function halfFold({ text, starts }) {
  // spaces take the place of what is dropped, so that no other title moves
  const drop = (rest) => rest.replace(DROPPED, "").padEnd(rest.length);
  return { text: lower(text).replace(DROPPED_AND_REST, drop), starts };
}

/**
 * Fold half-folded titles wholly, in steps: a generator that returns {bytes, starts}, each row a
 * newline, a space and the title, so that " word" finds words where they start, and one newline at
 * the end; `starts` are the newlines.
 */
export function* foldWholly(half) {
  const source = encoder.encode(half.text);
  const count = half.starts.length - 1;
  const bytes = new Uint8Array(source.length + count + 1);
  const starts = new Uint32Array(count + 1);
  let end = 0;
  let read = 0;
  for (let row = 0; row < count; row++) {
    starts[row] = end;
    bytes[end++] = NEWLINE;
    bytes[end++] = SPACE;
    let last = SPACE;
    for (let byte = source[read++]; byte !== NEWLINE; byte = source[read++]) {
      const folded = IS_SEPARATOR[byte] === 1 ? SPACE : byte;
      if (folded !== SPACE || last !== SPACE) bytes[end++] = folded;
      last = folded;
    }
    if (last === SPACE && end > starts[row] + 2) end--;
    if (row % ROWS_A_STEP === ROWS_A_STEP - 1) yield;
  }
  starts[count] = end;
  bytes[end++] = NEWLINE;
  return { bytes: bytes.slice(0, end), starts };
}
