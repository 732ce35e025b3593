// The rule for queries that fold to nothing, such as ")[" or an emoji: literally in the title.
import { lower } from "./fold.js";
import { rowText } from "./text.js";

const NOT_ASCII = /[^\0-\x7f]/;

/**
 * The rows whose title holds `literal`, a query in lower() that fold() leaves nothing of. Case
 * never makes or takes away ASCII punctuation, and other characters only stand in unusual rows.
 */
export function literalRows(titles, literal) {
  if (NOT_ASCII.test(literal)) {
    return titles.unusual.filter((row) => lower(rowText(titles, row)).includes(literal));
  }
  const wanted = new TextEncoder().encode(literal);
  const { bytes, starts } = titles;
  const rows = [];
  let row = 0;
  // indexOf is native: the first byte is rare, being no letter or number
  for (let at = bytes.indexOf(wanted[0]); at >= 0; at = bytes.indexOf(wanted[0], at + 1)) {
    while (starts[row + 1] <= at) row++;
    if (rows.at(-1) === row || at + wanted.length > starts[row + 1]) continue;
    if (wanted.every((byte, index) => bytes[at + index] === byte)) rows.push(row);
  }
  return rows;
}
