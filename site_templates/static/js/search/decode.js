// Decodes the files of the search bundle into columns. The format is described in
// build/site_builder/search_bundle.py.
import { decodeFile } from "./file-reader.js";
import { decodeText, escapedLines, textLines, unescapeLine } from "./text.js";
import { decodeTitles } from "./titles.js";

const SECTIONS = 13;
const NO_ADDRESS = "\x03";
const LONG_MINUTES = 255;
const UNKNOWN_SECONDS = 60;

/**
 * Decode the search file: {count, categoryCount, thumbnailRows, titles (for titleOf), durations
 * (for durationOf), sets (lists of category numbers), setOf (one of them a row), unavailable (Map of
 * row to reason)}. Rejects with BundleError.
 */
export function decodeSearch(bytes) {
  return decodeFile(bytes, "search", "KPLS", searchColumns);
}

function searchColumns(reader) {
  const count = reader.number();
  const categoryCount = reader.number();
  const thumbnailRows = reader.number();
  const sections = reader.sections(SECTIONS);
  const [minutes, seconds, longMinutes, sets, setPlanes, reasons, unavailable] = sections.slice(6);
  return {
    count,
    categoryCount,
    thumbnailRows,
    titles: decodeTitles(reader, count, sections.slice(0, 6)),
    durations: decodeDurations(reader, count, minutes, seconds, longMinutes),
    sets: decodeSets(reader, categoryCount, sets),
    setOf: decodePlanes(reader, count, setPlanes),
    unavailable: decodeUnavailable(reader, count, reasons, unavailable),
  };
}

function decodeDurations(reader, count, minutes, seconds, longMinutes) {
  if (minutes.length !== count || seconds.length !== count) reader.fail("it lacks durations");
  const long = new Map();
  let row = -1;
  for (const whole of reader.numbersIn(longMinutes)) {
    row = minutes.indexOf(LONG_MINUTES, row + 1);
    long.set(row, whole);
  }
  if (long.has(-1) || minutes.indexOf(LONG_MINUTES, row + 1) >= 0) {
    reader.fail("its long durations do not add up");
  }
  // copies, for these are kept, and sent to the page by a worker, without the rest of the file
  return { minutes: minutes.slice(), seconds: seconds.slice(), long };
}

/** The duration of a row in seconds, null where it is unknown. */
export function durationOf({ minutes, seconds, long }, row) {
  if (seconds[row] === UNKNOWN_SECONDS) return null;
  return (long.get(row) ?? minutes[row]) * 60 + seconds[row];
}

function decodeSets(reader, categoryCount, section) {
  const numbers = reader.numbersIn(section);
  const sets = [];
  for (let at = 0; at < numbers.length; at += 1 + numbers[at]) {
    sets.push(numbers.slice(at + 1, at + 1 + numbers[at]));
  }
  if (sets.some((members) => members.some((category) => category >= categoryCount))) {
    reader.fail("it names a category that is not there");
  }
  return sets;
}

function decodePlanes(reader, count, planes) {
  if (count === 0 ? planes.length !== 0 : planes.length % count !== 0) {
    reader.fail("its categories have the wrong length");
  }
  const width = count === 0 ? 1 : planes.length / count;
  if (width === 1) return planes.slice();
  const values = width === 2 ? new Uint16Array(count) : new Uint32Array(count);
  for (let plane = 0; plane < width; plane++) {
    for (let row = 0; row < count; row++) {
      values[row] |= planes[plane * count + row] << (8 * plane);
    }
  }
  return values;
}

function decodeUnavailable(reader, count, reasons, section) {
  const texts = textLines(reasons);
  const numbers = reader.numbersIn(section);
  const unavailable = new Map();
  let row = 0;
  for (let at = 0; at < numbers.length; at += 2) {
    row += numbers[at];
    const reason = texts[numbers[at + 1]];
    if (row >= count || reason === undefined) reader.fail("its unavailable rows do not add up");
    unavailable.set(row, reason);
  }
  return unavailable;
}

/** Decode the ids file into a list of video_ids in row order. Rejects with BundleError. */
export function decodeIds(bytes, count) {
  return decodeFile(bytes, "ids", "KPLI", (reader) => ids(reader, count));
}

function ids(reader, count) {
  if (reader.number() !== count) reader.fail("it belongs to another catalog");
  const [lengthSection, texts] = reader.sections(2);
  const lengths = reader.numbersIn(lengthSection);
  const text = decodeText(texts);
  const isAscii = text.length === texts.length;
  let end = 0;
  const list = Array.from({ length: count }, (_, row) => {
    const start = end;
    end += lengths.length === 1 ? lengths[0] : lengths[row];
    return isAscii ? text.slice(start, end) : decodeText(texts.subarray(start, end));
  });
  if (end !== texts.length) reader.fail("its ids have the wrong length");
  return list;
}

/** Decode a thumbnail file into a list of addresses, null for none. Rejects with BundleError. */
export function decodeThumbnails(bytes) {
  return decodeFile(bytes, "thumbnails", "KPLT", addresses);
}

function addresses(reader) {
  const count = reader.number();
  const [prefix, suffix, lines] = reader.sections(3);
  const [before, after] = [prefix, suffix].map(decodeText);
  const found = escapedLines(lines).map((line) => {
    return line === NO_ADDRESS ? null : before + unescapeLine(line) + after;
  });
  if (found.length !== count) reader.fail("it lacks rows");
  return found;
}
