// What all files of the search bundle have in common: magic, version, digest, numbers, sections.
// The format is described in build/site_builder/search_bundle.py.

const FORMAT_VERSION = 2;
const HEADER_LENGTH = 16;
const DIGEST_AT = 8;

/** A file of the search bundle that cannot be used, and why. */
export class BundleError extends Error {
  constructor(file, reason) {
    super(`The catalog's ${file} file is not usable: ${reason}. Reload the page.`);
    this.name = "BundleError";
    this.file = file;
    this.reason = reason;
  }
}

/**
 * Decode a file with `decode`, which gets a FileReader and returns what the file holds. Throws
 * BundleError for a file that is damaged.
 */
export async function decodeFile(bytes, name, magic, decode) {
  const reader = new FileReader(bytes, name, magic);
  // on a thread of the browser's own, while this one decodes
  const soundness = isSound(bytes);
  let decoded;
  let failure = null;
  try {
    decoded = decode(reader);
  } catch (error) {
    failure = error;
  }
  if (!(await soundness)) reader.fail("it is damaged or cut short");
  if (failure !== null) throw failure;
  return decoded;
}

/** Reads a file from its start. */
class FileReader {
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

/** Whether the start of the SHA-256 of what comes after the header is the digest in the header. */
async function isSound(bytes) {
  // browsers keep it from pages that came over plain http from another machine: those do without
  const subtle = globalThis.crypto?.subtle;
  if (subtle === undefined) return true;
  const digest = new Uint8Array(await subtle.digest("SHA-256", bytes.subarray(HEADER_LENGTH)));
  return bytes.subarray(DIGEST_AT, HEADER_LENGTH).every((byte, at) => byte === digest[at]);
}
