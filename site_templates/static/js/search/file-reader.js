// What all files of the search bundle have in common: magic, version, checksum, numbers, sections.
// The format is described in build/site_builder/search_bundle.py.

const FORMAT_VERSION = 1;
const HEADER_LENGTH = 9;
const NEWLINE = 10;
const ESCAPE = 1;

/** A file of the search bundle that cannot be used, and why. */
export class BundleError extends Error {
  constructor(file, reason) {
    super(`The catalog's ${file} file is not usable: ${reason}. Reload the page.`);
    this.name = "BundleError";
    this.file = file;
    this.reason = reason;
  }
}

/** Reads a file from its start; the constructor throws BundleError for one that is damaged. */
export class FileReader {
  constructor(bytes, name, magic) {
    this.bytes = bytes;
    this.name = name;
    this.position = HEADER_LENGTH;
    if (bytes.length < HEADER_LENGTH) this.fail(`it ends after ${bytes.length} bytes`);
    const found = String.fromCharCode(...bytes.subarray(0, magic.length));
    if (found !== magic) this.fail("it is not a file of this kind");
    if (bytes[magic.length] !== FORMAT_VERSION) {
      this.fail(`it has format ${bytes[magic.length]}, this page reads ${FORMAT_VERSION}`);
    }
    const header = new DataView(bytes.buffer, bytes.byteOffset, HEADER_LENGTH);
    if (header.getUint32(magic.length + 1, true) !== crc32(bytes, HEADER_LENGTH)) {
      this.fail("it is damaged or cut short");
    }
  }

  fail(reason) {
    throw new BundleError(this.name, reason);
  }

  number() {
    const { bytes } = this;
    let value = 0;
    for (let scale = 1; scale < 2 ** 42; scale *= 128) {
      const byte = bytes[this.position++];
      if (byte === undefined) this.fail("a number is cut short");
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
    return this.fail("a number is too long");
  }

  /** The lengths and then the bytes of `count` sections, which end the file. */
  sections(count) {
    const lengths = Array.from({ length: count }, () => this.number());
    const found = lengths.map((length) => {
      this.position += length;
      return this.bytes.subarray(this.position - length, this.position);
    });
    if (this.position !== this.bytes.length) this.fail("its length is wrong");
    return found;
  }

  /** All numbers of a section. */
  numbersIn(section) {
    const rest = this.position;
    const end = section.byteOffset - this.bytes.byteOffset + section.length;
    this.position = end - section.length;
    const numbers = [];
    while (this.position < end) numbers.push(this.number());
    this.position = rest;
    return numbers;
  }
}

/** The lines of a section, each ending in a newline, as bytes with their escapes undone. */
export function linesIn(section) {
  const lines = [];
  let line = [];
  for (let at = 0; at < section.length; at++) {
    if (section[at] === NEWLINE) {
      lines.push(Uint8Array.from(line));
      line = [];
    } else {
      line.push(section[at] === ESCAPE ? section[++at] - 0x40 : section[at]);
    }
  }
  return lines;
}

const CRC_TABLE = Int32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

function crc32(bytes, start) {
  let value = -1;
  for (let at = start; at < bytes.length; at++) {
    value = CRC_TABLE[(value ^ bytes[at]) & 0xff] ^ (value >>> 8);
  }
  return ~value >>> 0;
}
