// Decodes the files of the search bundle into columns. The format is described in
// build/site_builder/search_bundle.py.
import { FileReader, linesIn } from "./file-reader.js";
import { decodeText } from "./text.js";

const SECTIONS = 12;
const NEWLINE = 10;
const ESCAPE = 1;
const YEAR = 2;
const NO_ADDRESS = 3;
const FIRST_YEAR = 1900;
const LONG_MINUTES = 255;
const UNKNOWN_SECONDS = 60;

/**
 * Decode the search file: {count, categoryCount, thumbnailRows, titles: {bytes, starts}, seconds
 * (-1 = unknown), sets (lists of category numbers), setOf (one of them a row), unavailable (Map of
 * row to reason)}. Throws BundleError.
 */
export function decodeSearch(bytes) {
  const reader = new FileReader(bytes, "search", "KPLS");
  const [count, categoryCount, thumbnailRows, titleBytes] = [0, 0, 0, 0].map(() => reader.number());
  const sections = reader.sections(SECTIONS);
  const [minutes, seconds, longMinutes, sets, setPlanes, reasons, unavailable] = sections.slice(5);
  const titles = decodeTitles(reader, count, titleBytes, sections.slice(0, 5));
  return {
    count,
    categoryCount,
    thumbnailRows,
    titles,
    seconds: decodeSeconds(reader, count, minutes, seconds, longMinutes),
    sets: decodeSets(reader, categoryCount, sets),
    setOf: decodePlanes(reader, count, setPlanes),
    unavailable: decodeUnavailable(reader, count, reasons, unavailable),
  };
}

function decodeTitles(reader, count, total, [shared, rest, tailTexts, tails, years]) {
  if (shared.length !== count || tails.length !== count) reader.fail("it lacks rows");
  const tailBytes = [new Uint8Array(0), ...splitLines(tailTexts)];
  const bytes = new Uint8Array(total);
  const starts = new Uint32Array(count + 1);
  let [at, from, year, previous, previousLength] = [0, 0, 0, 0, 0];
  for (let row = 0; row < count; row++) {
    const start = at;
    const common = shared[row];
    if (common > previousLength) reader.fail(`row ${row} continues what is not there`);
    for (let index = 0; index < common; index++) bytes[at++] = bytes[previous + index];
    for (let byte = rest[from++]; byte !== NEWLINE; byte = rest[from++]) {
      if (byte === undefined) reader.fail(`row ${row} is cut short`);
      bytes[at++] = byte === ESCAPE ? rest[from++] - 0x40 : byte;
    }
    previous = start;
    previousLength = at - start;
    if (tails[row] !== 0) {
      const tail = tailBytes[tails[row]];
      if (tail === undefined) reader.fail(`row ${row} has an unknown ending`);
      for (let index = 0; index < tail.length; index++) {
        if (tail[index] === YEAR) at = writeYear(bytes, at, FIRST_YEAR + years[year++]);
        else bytes[at++] = tail[index];
      }
    }
    starts[row + 1] = at;
  }
  if (at !== total || from !== rest.length || year !== years.length) {
    reader.fail("its titles have the wrong length");
  }
  return { bytes, starts };
}

// no escapes in them: the year is a mark
function splitLines(section) {
  const lines = [];
  let start = 0;
  for (let end = section.indexOf(NEWLINE); end >= 0; end = section.indexOf(NEWLINE, start)) {
    lines.push(section.subarray(start, end));
    start = end + 1;
  }
  return lines;
}

function writeYear(bytes, start, year) {
  for (let at = start + 3, left = year; at >= start; at--, left = Math.floor(left / 10)) {
    bytes[at] = 0x30 + (left % 10);
  }
  return start + 4;
}

function decodeSeconds(reader, count, minutes, seconds, longMinutes) {
  if (minutes.length !== count || seconds.length !== count) reader.fail("it lacks durations");
  const long = reader.numbersIn(longMinutes);
  const durations = new Float64Array(count);
  let used = 0;
  for (let row = 0; row < count; row++) {
    if (seconds[row] === UNKNOWN_SECONDS) durations[row] = -1;
    else {
      const whole = minutes[row] === LONG_MINUTES ? long[used++] : minutes[row];
      durations[row] = whole * 60 + seconds[row];
    }
  }
  if (used !== long.length) reader.fail("its long durations do not add up");
  return durations;
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
  if (width === 1) return planes;
  const values = width === 2 ? new Uint16Array(count) : new Uint32Array(count);
  for (let plane = 0; plane < width; plane++) {
    for (let row = 0; row < count; row++) {
      values[row] |= planes[plane * count + row] << (8 * plane);
    }
  }
  return values;
}

function decodeUnavailable(reader, count, reasons, section) {
  const texts = linesIn(reasons).map(decodeText);
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

/** Decode the ids file into a list of video_ids in row order. Throws BundleError. */
export function decodeIds(bytes, count) {
  const reader = new FileReader(bytes, "ids", "KPLI");
  if (reader.number() !== count) reader.fail("it belongs to another catalog");
  const [lengthSection, ids] = reader.sections(2);
  const lengths = reader.numbersIn(lengthSection);
  const text = decodeText(ids);
  const isAscii = text.length === ids.length;
  let end = 0;
  const list = Array.from({ length: count }, (_, row) => {
    const start = end;
    end += lengths.length === 1 ? lengths[0] : lengths[row];
    return isAscii ? text.slice(start, end) : decodeText(ids.subarray(start, end));
  });
  if (end !== ids.length) reader.fail("its ids have the wrong length");
  return list;
}

/** Decode a thumbnail file into a list of addresses, null for none. Throws BundleError. */
export function decodeThumbnails(bytes) {
  const reader = new FileReader(bytes, "thumbnails", "KPLT");
  const count = reader.number();
  const [prefix, suffix, lines] = reader.sections(3);
  const [before, after] = [prefix, suffix].map(decodeText);
  const addresses = splitLines(lines).map((line) => {
    if (line.length === 1 && line[0] === NO_ADDRESS) return null;
    return before + decodeText(linesIn(Uint8Array.of(...line, NEWLINE))[0]) + after;
  });
  if (addresses.length !== count) reader.fail("it lacks rows");
  return addresses;
}
