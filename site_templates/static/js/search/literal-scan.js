// The rule for queries that fold to nothing, such as ")[" or an emoji: literally in the title.
import { lower } from "./fold.js";
import { rowText } from "./text.js";

const NOT_ASCII = /[^\0-\x7f]/;

/**
 * The rows whose title holds `literal`, a query in lower() that fold() leaves nothing of. Case
 * never makes or takes away ASCII punctuation, and other characters only stand in `unusual` rows.
 */
export function literalRows(titles, unusual, literal) {
  if (NOT_ASCII.test(literal)) {
    return unusual.filter((row) => lower(rowText(titles, row)).includes(literal));
  }
  const { text, starts } = titles;
  const rows = [];
  let row = 0;
  let at = text.indexOf(literal);
  while (at >= 0) {
    while (starts[row + 1] <= at) row++;
    const isMatch = at + literal.length < starts[row + 1];
    if (isMatch) rows.push(row);
    at = text.indexOf(literal, isMatch ? starts[row + 1] : at + 1);
  }
  return rows;
}
