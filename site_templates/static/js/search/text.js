// UTF-8 bytes to text, a byte order mark being a character like others.

const ESCAPED = /\x01(.)/g;
const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Return the text of UTF-8 bytes. */
export function decodeText(bytes) {
  return decoder.decode(bytes);
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

/**
 * Return the same text in a byte a character, if it is ASCII. What has been normalized is kept in
 * two, and so is all that it becomes part of: twice the memory, and garbage to collect in no time.
 */
export function narrow(text) {
  return decoder.decode(encoder.encode(text));
}
