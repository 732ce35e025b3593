// All titles folded at once, as bytes: what the engines search.
import { fold } from "./fold.js";
import { rowText } from "./text.js";

const NEWLINE = 10;
const SPACE = 32;
const DROP = 0;

// what an ASCII byte becomes when folded: a letter, a number, a space or nothing
const ASCII = Uint8Array.from({ length: 128 }, (_, byte) => {
  const character = String.fromCharCode(byte);
  if (character === "'" || character === "`") return DROP;
  return /[a-z0-9]/i.test(character) ? character.toLowerCase().charCodeAt(0) : SPACE;
});

/**
 * Fold titles ({bytes, starts}, UTF-8) into {bytes, starts, notAscii}: each row a newline, a space
 * and the folded title, so that " word" finds words where they start, and one newline at the end.
 * `starts` are the places of the newlines; `notAscii` lists the rows whose title is not ASCII.
 */
export function foldTitles(titles) {
  const count = titles.starts.length - 1;
  const from = titles.bytes;
  const encoder = new TextEncoder();
  const starts = new Uint32Array(count + 1);
  const notAscii = [];
  let bytes = new Uint8Array(from.length + 2 * count + 1);
  let at = 0;
  for (let row = 0; row < count; row++) {
    const end = titles.starts[row + 1];
    starts[row] = at;
    bytes[at++] = NEWLINE;
    bytes[at++] = SPACE;
    let read = titles.starts[row];
    for (; read < end && from[read] < 128; read++) {
      const folded = ASCII[from[read]];
      // one space for a run of them, none at the start
      if (folded !== DROP && !(folded === SPACE && bytes[at - 1] === SPACE)) bytes[at++] = folded;
    }
    if (read < end) {
      notAscii.push(row);
      const folded = encoder.encode(fold(rowText(titles, row)));
      at = starts[row] + 2;
      // folding can lengthen (one Arabic ligature becomes 18 letters)
      bytes = withRoom(bytes, at + folded.length + (from.length - end) + 2 * (count - row) + 1);
      bytes.set(folded, at);
      at += folded.length;
    } else if (bytes[at - 1] === SPACE && at > starts[row] + 2) at--;
  }
  starts[count] = at;
  bytes[at++] = NEWLINE;
  return { bytes: bytes.subarray(0, at), starts, notAscii };
}

function withRoom(bytes, needed) {
  if (needed <= bytes.length) return bytes;
  const larger = new Uint8Array(Math.ceil(needed * 1.25));
  larger.set(bytes);
  return larger;
}
