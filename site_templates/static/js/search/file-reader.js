// What all files of the search bundle have in common: magic, version, checksum, numbers, sections.
// The format is described in build/site_builder/search_bundle.py.

const FORMAT_VERSION = 1;
const HEADER_LENGTH = 16;
const CHECKSUM_AT = 8;

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
    if (!isSound(bytes)) this.fail("it is damaged or cut short");
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

/** Whether Fletcher's checksum of the words after the header is the one in the header. */
function isSound(bytes) {
  // words need an aligned start, and zeros after the end
  const padded = new Uint8Array((bytes.length + 3) & ~3);
  padded.set(bytes);
  const words = new Int32Array(padded.buffer);
  let total = 0;
  let twice = 0;
  for (let at = HEADER_LENGTH / 4; at < words.length; at++) {
    total = (total + words[at]) | 0;
    twice = (twice + total) | 0;
  }
  return words[CHECKSUM_AT / 4] === total && words[CHECKSUM_AT / 4 + 1] === twice;
}
