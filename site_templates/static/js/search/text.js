// UTF-8 bytes to text, a byte order mark being a character like others.

const ESCAPED = /\x01(.)/g;
const NEWLINE = 10;
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Return the text of UTF-8 bytes. */
export function decodeText(bytes) {
  return decoder.decode(bytes);
}

/** Return the lines of a section of a file, each ending in a newline, as bytes. */
export function byteLines(bytes) {
  const lines = [];
  let start = 0;
  for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, start)) {
    lines.push(bytes.subarray(start, end));
    start = end + 1;
  }
  return lines;
}

/** Return the lines of a section of a file, each ending in a newline, escapes as they stand. */
export function escapedLines(bytes) {
  const lines = decoder.decode(bytes).split("\n");
  lines.pop();
  return lines;
}

/** Return a line without its escapes. */
export function unescapeLine(line) {
  if (!line.includes("\x01")) return line;
  return line.replace(ESCAPED, (_, escaped) => String.fromCharCode(escaped.charCodeAt(0) - 0x40));
}

/** Return the lines of a section without their escapes. */
export function textLines(bytes) {
  const lines = escapedLines(bytes);
  return bytes.includes(1) ? lines.map(unescapeLine) : lines;
}

/** Return the text of one row of {bytes, starts}. */
export function rowText({ bytes, starts }, row) {
  return decoder.decode(bytes.subarray(starts[row], starts[row + 1]));
}
