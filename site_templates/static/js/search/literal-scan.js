// The rule for queries that fold to nothing, such as ")[" or an emoji: literally in the title.
import { lower } from "./fold.js";

/**
 * The rows whose title holds `literal`, a query in lower() that fold() leaves nothing of: it has no
 * letters, so that case does not matter to it. Of unusual titles the text has not all characters.
 */
export function literalRows(titles, literal) {
  const { text, starts, unusual } = titles;
  const rows = [];
  let row = 0;
  for (let at = text.indexOf(literal); at >= 0; at = text.indexOf(literal, at + 1)) {
    while (starts[row + 1] <= at) row++;
    const isWithin = at + literal.length < starts[row + 1];
    if (isWithin && rows.at(-1) !== row && !unusual.has(row)) rows.push(row);
  }
  for (const [unusualRow, title] of unusual) {
    if (lower(title).includes(literal)) rows.push(unusualRow);
  }
  return rows.sort((one, other) => one - other);
}
