// The rule for queries that fold to nothing, such as ")[" or an emoji: literally in the title.
import { lower } from "./fold.js";
import { rowText } from "./text.js";

const NOT_ASCII = /[^\0-\x7f]/;

/**
 * The rows whose title holds `literal`, a query in lower() that fold() leaves nothing of. Case
 * never makes or takes away ASCII punctuation, and other characters only stand in `notAscii` rows.
 */
export function literalRows(titles, notAscii, literal) {
  if (NOT_ASCII.test(literal)) {
    return notAscii.filter((row) => lower(rowText(titles, row)).includes(literal));
  }
  const wanted = new TextEncoder().encode(literal);
  const { bytes, starts } = titles;
  const rows = [];
  let row = 0;
  let at = bytes.indexOf(wanted[0]);
  while (at >= 0) {
    while (starts[row + 1] <= at) row++;
    const isMatch =
      at + wanted.length <= starts[row + 1] &&
      wanted.every((byte, index) => bytes[at + index] === byte);
    if (isMatch) rows.push(row);
    at = bytes.indexOf(wanted[0], isMatch ? starts[row + 1] : at + 1);
  }
  return rows;
}
