// All titles folded at once: what the engines search.
import { fold } from "./fold.js";

const NEWLINE = 10;
const SPACE = 32;
const DROPPED = 0;
const FIRST_NOT_ASCII = 128;
// one character of three bytes becomes 33 (U+FDFA), none more in proportion: Unicode's NFKD
const MOST_GROWTH = 11;
const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

// what fold() makes of each ASCII character
const FOLDED = Uint8Array.from({ length: FIRST_NOT_ASCII }, (_, byte) => {
  if (byte === 0x27 || byte === 0x60) return DROPPED;
  const isCapital = byte >= 0x41 && byte <= 0x5a;
  const isSmall = byte >= 0x61 && byte <= 0x7a;
  const isDigit = byte >= 0x30 && byte <= 0x39;
  return isCapital ? byte + 0x20 : isSmall || isDigit ? byte : SPACE;
});

/**
 * Fold titles from decodeTitles(): {bytes, starts}, each row a newline, a space and the title, so
 * that " word" finds words where they start, and one newline at the end; `starts` are the newlines.
 */
export function foldTitles({ bytes: source, starts: from, unusual }) {
  const count = from.length - 1;
  const starts = new Uint32Array(count + 1);
  let bytes = new Uint8Array(source.length + 2 * count + 1);
  let next = 0;
  let end = 0;
  for (let row = 0; row < count; row++) {
    starts[row] = end;
    if (row !== unusual[next]) {
      bytes[end++] = NEWLINE;
      bytes[end++] = SPACE;
      end = foldAscii(source, from[row], from[row + 1], bytes, end);
      continue;
    }
    next++;
    const most = MOST_GROWTH * (from[row + 1] - from[row]);
    // the rows after this one need room, too
    const needed = end + most + source.length - from[row + 1] + 2 * (count - row) + 1;
    if (needed > bytes.length) bytes = grown(bytes, needed);
    bytes[end++] = NEWLINE;
    bytes[end++] = SPACE;
    end = foldAny(source, from[row], from[row + 1], bytes, end);
  }
  starts[count] = end;
  bytes[end++] = NEWLINE;
  return { bytes: bytes.subarray(0, end), starts };
}

function grown(bytes, needed) {
  const larger = new Uint8Array(needed + (needed >>> 3));
  larger.set(bytes);
  return larger;
}

/** Fold ASCII into `target` from `end` on, where a space stands before; returns the new end. */
function foldAscii(source, from, to, target, end) {
  let last = SPACE;
  let length = end;
  for (let at = from; at < to; at++) {
    const byte = FOLDED[source[at]];
    if (byte === DROPPED || (byte === SPACE && last === SPACE)) continue;
    last = byte;
    target[length++] = byte;
  }
  return last === SPACE && length > end ? length - 1 : length;
}

/** The same for any UTF-8: fold() goes by the character, so each one is folded only once. */
function foldAny(source, from, to, target, end) {
  let last = SPACE;
  let length = end;
  for (let at = from; at < to; ) {
    const size = sizeOf(source[at]);
    const folded = size === 1 ? null : foldedCharacter(source, at, size);
    for (let index = 0; index < (folded === null ? 1 : folded.length); index++) {
      const byte = folded === null ? FOLDED[source[at]] : folded[index];
      if (byte === DROPPED || (byte === SPACE && last === SPACE)) continue;
      last = byte;
      target[length++] = byte;
    }
    at += size;
  }
  return last === SPACE && length > end ? length - 1 : length;
}

/** How many bytes the UTF-8 character has that starts with this one. */
function sizeOf(first) {
  if (first < 0x80) return 1;
  if (first < 0xe0) return 2;
  return first < 0xf0 ? 3 : 4;
}

const foldedCharacters = new Map();

function foldedCharacter(source, at, size) {
  let key = 0;
  for (let index = 0; index < size; index++) key = (key * 256 + source[at + index]) | 0;
  let folded = foldedCharacters.get(key);
  if (folded === undefined) {
    const character = decoder.decode(source.subarray(at, at + size));
    // between letters, because fold() trims: a space there separates, nothing was dropped
    folded = encoder.encode(fold(`a${character}b`).slice(1, -1));
    foldedCharacters.set(key, folded);
  }
  return folded;
}
