// The titles as one text, put together by what the browser has compiled already.
//
// The first search waits for this. JavaScript that runs for the first time is slow, and so is
// making room for many small strings: few operations a row, and all else on the whole text.
import { foldLines } from "./fold.js";
import { decodeText, narrow, textLines } from "./text.js";

const YEAR_MARK = "\x02";
const UNUSUAL_MARK = "\x02";
const FIRST_YEAR = 1900;

/**
 * Undo the front coding: {text, starts, unusual}, to be read by titleOf(). In `text` each title ends
 * in a newline; `starts` are where each one starts and where the last one ends. `unusual` is a Map
 * of row to title for those with characters that are no printable ASCII: they are folded in `text`.
 */
export function decodeTitles(reader, count, sections) {
  const [shared, rest, tailTexts, tails, years, unusualTexts] = sections;
  const lines = decodeText(rest).split("\n");
  if (shared.length !== count || tails.length !== count || lines.length !== count + 1) {
    reader.fail("it lacks rows");
  }
  const unusual = unusualRows(lines, textLines(unusualTexts));
  if (unusual === null) reader.fail("its unusual titles do not add up");
  const folded = narrow(foldLines([...unusual.values()].map(oneLine).join("\n"))).split("\n");
  [...unusual.keys()].forEach((row, index) => {
    lines[row] = folded[index];
  });
  const put = putTogether(shared, lines, tails, textLines(tailTexts), years);
  if (put === null) reader.fail("its endings do not add up");
  return { ...put, unusual };
}

/** Put each title together from what it shares, its own part and its ending; null if one is unknown. */
function putTogether(shared, lines, tails, tailTexts, years) {
  const endings = ["", ...tailTexts].map((ending) => `${ending}\n`.split(YEAR_MARK));
  // an ending without a year is its text; with one, its texts by year
  const plain = endings.map(([text, after]) => (after === undefined ? text : undefined));
  const dated = endings.map(() => []);
  // just as many: a list that grows while it is filled leaves garbage to collect
  const pieces = new Array(3 * shared.length);
  const starts = new Uint32Array(shared.length + 1);
  let [piece, end, year, prefix] = [0, 0, 0, ""];
  for (let row = 0; row < shared.length; row++) {
    const more = shared[row] - prefix.length;
    // most rows share as much as the one before them, which is the same then
    if (more < 0) prefix = prefix.slice(0, more);
    else if (more > 0) prefix += lines[row - 1].slice(0, more);
    const tail = tails[row];
    let ending = plain[tail];
    if (ending === undefined) {
      if (tail >= endings.length || year === years.length) return null;
      const passed = years[year++];
      ending = dated[tail][passed] ??= endings[tail].join(FIRST_YEAR + passed);
    }
    pieces[piece++] = prefix;
    pieces[piece++] = lines[row];
    pieces[piece++] = ending;
    starts[row + 1] = end += prefix.length + lines[row].length + ending.length;
  }
  return { text: pieces.join(""), starts };
}

function unusualRows(lines, texts) {
  const unusual = new Map();
  let row = -1;
  for (const text of texts) {
    row = lines.indexOf(UNUSUAL_MARK, row + 1);
    unusual.set(row, text);
  }
  const isWhole = !unusual.has(-1) && lines.indexOf(UNUSUAL_MARK, row + 1) < 0;
  return isWhole ? unusual : null;
}

function oneLine(title) {
  return title.replaceAll("\n", " ");
}

/** Return the title of a row. */
export function titleOf({ text, starts, unusual }, row) {
  return unusual.get(row) ?? text.slice(starts[row], starts[row + 1] - 1);
}
