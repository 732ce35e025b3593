// UTF-8 bytes to text, a byte order mark being a character like others.

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Return the text of UTF-8 bytes. */
export function decodeText(bytes) {
  return decoder.decode(bytes);
}

/** Return the text of one row of {bytes, starts}. */
export function rowText({ bytes, starts }, row) {
  return decoder.decode(bytes.subarray(starts[row], starts[row + 1]));
}
