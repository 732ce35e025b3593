// All titles folded at once: what the engines search.
import { fold } from "./fold.js";
import { rowText } from "./text.js";

const NEWLINE = 10;
const NOT_ASCII = /[^\0-\x7f]/g;
const APOSTROPHES = /['`]+/g;
const SEPARATORS = /[^a-z0-9\n]+/g;
const SPACED_NEWLINE = / \n ?|\n /g;

/** Fold titles ({text, starts}) into a list of texts; `unusual` lists the rows not all ASCII. */
export function foldTitles(titles) {
  const unusual = unusualRows(titles);
  // a few calls for all rows together are many times quicker than some for each row
  const folded = without(titles, unusual)
    .toLowerCase()
    .replace(APOSTROPHES, "")
    .replace(SEPARATORS, " ")
    .replace(SPACED_NEWLINE, "\n")
    .split("\n");
  folded.pop();
  // the newline before it is what trims the others
  if (folded.length > 0) folded[0] = folded[0].trimStart();
  for (const row of unusual) folded[row] = fold(rowText(titles, row));
  return { folded, unusual };
}

/** The rows that are not ASCII or hold a newline, which divides rows in the text of all. */
function unusualRows({ text, starts, hasNewlines }) {
  const count = starts.length - 1;
  const rows = new Set();
  let row = 0;
  NOT_ASCII.lastIndex = 0;
  while (NOT_ASCII.test(text)) {
    row = rowAt(starts, NOT_ASCII.lastIndex - 1);
    rows.add(row);
    NOT_ASCII.lastIndex = starts[row + 1];
  }
  if (hasNewlines) {
    for (row = 0; row < count; row++) {
      if (text.indexOf("\n", starts[row]) !== starts[row + 1] - 1) rows.add(row);
    }
  }
  return [...rows].sort((one, other) => one - other);
}

function rowAt(starts, place) {
  let low = 0;
  let high = starts.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle] <= place) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The text of all rows, some of them empty. */
function without({ text, starts }, rows) {
  const parts = [];
  let end = 0;
  for (const row of rows) {
    parts.push(text.slice(end, starts[row]));
    end = starts[row + 1] - 1;
  }
  return parts.join("") + text.slice(end);
}

/**
 * Folded titles as UTF-8 bytes, {bytes, starts}: each row a newline, a space and the title, so that
 * " word" finds words where they start, and one newline at the end; `starts` are the newlines.
 */
export function toBytes(folded) {
  const bytes = new TextEncoder().encode(folded.map((text) => `\n ${text}`).join("") + "\n");
  const starts = new Uint32Array(folded.length + 1);
  for (let row = 1; row <= folded.length; row++) {
    starts[row] = bytes.indexOf(NEWLINE, starts[row - 1] + 1);
  }
  return { bytes, starts };
}
