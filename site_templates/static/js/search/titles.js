// The titles as one text, put together by what the browser has compiled already.
//
// The first search waits for this. JavaScript that runs for the first time is slow, and so is
// making room for many small strings: few operations a row, and all else on the whole text.
import { decodeText, lineStarts, textLines } from "./text.js";

const YEAR_MARK = "\x02";
const UNUSUAL_MARK = "\x02";
const FIRST_YEAR = 1900;

/**
 * Undo the front coding: {text, count, unusual, starts}, to be read by titleOf(). In `text` each
 * title ends in a newline; `unusual` is a Map of row to title for those with characters that are no
 * printable ASCII: a mark stands for them in `text`. `starts` comes with startsOf().
 */
export function decodeTitles(reader, count, sections) {
  const [shared, rest, tailTexts, tails, years, unusualTexts] = sections;
  const lines = decodeText(rest).split("\n");
  if (shared.length !== count || tails.length !== count || lines.length !== count + 1) {
    reader.fail("it lacks rows");
  }
  const unusual = unusualRows(lines, textLines(unusualTexts));
  if (unusual === null) reader.fail("its unusual titles do not add up");
  const endings = ["", ...textLines(tailTexts)].map((ending) => `${ending}\n`.split(YEAR_MARK));
  const text = putTogether({ shared, lines, endings, tails, years });
  if (tails.some((tail) => tail >= endings.length)) reader.fail("a row has an unknown ending");
  return { text, count, unusual, starts: null };
}

function putTogether({ shared, lines, endings, tails, years }) {
  const [before, after] = [0, 1].map((part) => endings.map((ending) => ending[part]));
  const pieces = [];
  let prefix = "";
  let year = 0;
  for (let row = 0; row < shared.length; row++) {
    const more = shared[row] - prefix.length;
    // most rows share as much as the one before them, which is the same then
    if (more < 0) prefix = prefix.slice(0, more);
    else if (more > 0) prefix += lines[row - 1].slice(0, more);
    const tail = tails[row];
    pieces.push(prefix, lines[row], before[tail]);
    if (after[tail] !== undefined) pieces.push(FIRST_YEAR + years[year++], after[tail]);
  }
  return pieces.join("");
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

/** Where each title starts in the text, and where the text ends: found when first asked for. */
export function startsOf(titles) {
  titles.starts ??= lineStarts(titles.text, titles.count);
  return titles.starts;
}

/** Return the title of a row. */
export function titleOf(titles, row) {
  const starts = startsOf(titles);
  return titles.unusual.get(row) ?? titles.text.slice(starts[row], starts[row + 1] - 1);
}
