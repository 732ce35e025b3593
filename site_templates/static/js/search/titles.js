// The titles as the bytes they come in: one array for all, put together by the byte.
//
// A loop over bytes is compiled while it runs (on-stack replacement), so that it is quicker than
// string operations by the row from some thousand rows on, and no string is kept.
import { byteLines } from "./text.js";

const ESCAPE = 1;
const YEAR_MARK = 2;
const NEWLINE = 10;
const ESCAPE_BY = 0x40;
const FIRST_YEAR = 1900;
const FIRST_NOT_ASCII = 128;
const YEAR_LENGTH = 4;

/**
 * Undo the front coding: {bytes, starts, unusual}, UTF-8 without anything between the rows; row r
 * is from starts[r] to starts[r + 1], `unusual` are the rows with characters beyond ASCII.
 */
export function decodeTitles(reader, count, [shared, rest, tailTexts, tails, years]) {
  if (shared.length !== count || tails.length !== count) reader.fail("it lacks rows");
  const endings = [new Uint8Array(0), ...byteLines(tailTexts)];
  const bytes = new Uint8Array(mostBytes(shared, rest, tails, endings));
  const starts = new Uint32Array(count + 1);
  const unusual = [];
  let end = 0;
  let read = 0;
  let year = 0;
  let stem = 0;
  let stemLength = 0;
  for (let row = 0; row < count; row++) {
    const common = shared[row];
    if (common > stemLength) reader.fail(`row ${row} continues what is not there`);
    for (let at = 0; at < common; at++) bytes[end + at] = bytes[stem + at];
    stem = end;
    end += common;
    let all = 0;
    let byte = rest[read++];
    while (byte !== NEWLINE) {
      if (byte === ESCAPE) byte = rest[read++] - ESCAPE_BY;
      // a file cut short reads as undefined, for ever
      if (read > rest.length) reader.fail("it lacks rows");
      all |= byte;
      bytes[end++] = byte;
      byte = rest[read++];
    }
    stemLength = end - stem;
    if (all >= FIRST_NOT_ASCII) unusual.push(row);
    if (tails[row] !== 0) {
      const ending = endings[tails[row]];
      if (ending === undefined) reader.fail(`row ${row} has an unknown ending`);
      for (let at = 0; at < ending.length; at++) {
        if (ending[at] !== YEAR_MARK) bytes[end++] = ending[at];
        else end = writeYear(bytes, end, FIRST_YEAR + years[year++]);
      }
    }
    starts[row + 1] = end;
  }
  if (read !== rest.length) reader.fail("it has more rows than it says");
  if (year !== years.length) reader.fail("its years do not add up");
  return { bytes: bytes.subarray(0, end), starts, unusual };
}

function mostBytes(shared, rest, tails, endings) {
  const lengths = Uint32Array.from(endings, (ending) => ending.length + YEAR_LENGTH);
  let most = rest.length;
  for (let row = 0; row < shared.length; row++) most += shared[row] + (lengths[tails[row]] ?? 0);
  return most;
}

function writeYear(bytes, end, year) {
  let left = year;
  for (let at = end + YEAR_LENGTH - 1; at >= end; at--) {
    bytes[at] = 0x30 + (left % 10);
    left = Math.floor(left / 10);
  }
  return end + YEAR_LENGTH;
}
