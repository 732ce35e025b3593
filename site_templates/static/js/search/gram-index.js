// Which rows hold which runs of one, two and three bytes, and which words of four squashed bytes
// start in them. Frequent runs are bitmaps, the rest sorted lists: a bitmap is smaller from one row
// in 32 on. The idea is Zobel & Moffat's (Inverted Files for Text Search Engines, 2006).

const SPACE = 32;
const BITMAP_SHARE = 32;
const ROWS_A_STEP = 1024;
const CLASS_BITS = 6;
const EXACT_CLASSES = 37;
const PAIRS_FROM = 1 << CLASS_BITS;
const TRIPLES_FROM = PAIRS_FROM + (1 << (2 * CLASS_BITS));
export const GRAMS = TRIPLES_FROM + (1 << (3 * CLASS_BITS));
export const MAX_GRAM = 3;
export const KEY_LENGTH = 4;

// the folded alphabet in 6 bits; bytes of other scripts share the rest, so those need a second look
const CLASS = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte >= 0x61 && byte <= 0x7a) return byte - 0x60;
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30 + 27;
  return byte < 128 ? 0 : EXACT_CLASSES + (byte % (PAIRS_FROM - EXACT_CLASSES));
});

/** Whether a gram of these bytes stands for nothing else. */
export function isExact(bytes) {
  return bytes.every((byte) => CLASS[byte] < EXACT_CLASSES);
}

/** The number of the gram of `length` (1 to 3) bytes at `at`. */
export function gramAt(bytes, at, length) {
  const last = CLASS[bytes[at + length - 1]];
  if (length === 1) return last;
  const pair = (CLASS[bytes[at + length - 2]] << CLASS_BITS) | last;
  if (length === 2) return PAIRS_FROM + pair;
  return TRIPLES_FROM + ((CLASS[bytes[at]] << (2 * CLASS_BITS)) | pair);
}

/** Build the index of folded titles in steps: a generator that returns {grams, words}. */
export function* buildGramIndex(folded) {
  const grams = new Postings(folded.starts.length - 1, GRAMS);
  const words = new Buckets(folded.starts.length - 1);
  for (const filling of [false, true]) {
    if (filling) grams.allot();
    if (filling) words.allot();
    for (let row = 0; row < grams.rowCount; row++) {
      const [start, end] = [folded.starts[row] + 1, folded.starts[row + 1]];
      if (filling) fillGrams(grams, folded.bytes, start, end, row);
      else countGrams(grams, folded.bytes, start, end, row);
      addWords(words, filling, folded.bytes, start, end, row);
      if (row % ROWS_A_STEP === ROWS_A_STEP - 1) yield;
    }
  }
  grams.last = null;
  return { grams, words };
}

// two loops and not one with a function for what is done: this is where building takes its time
function countGrams(grams, bytes, start, end, row) {
  let [before, previous] = [0, 0];
  for (let at = start; at < end; at++) {
    const own = CLASS[bytes[at]];
    const pair = (previous << CLASS_BITS) | own;
    grams.count(own, row);
    if (at > start) grams.count(PAIRS_FROM + pair, row);
    if (at > start + 1) grams.count(TRIPLES_FROM + ((before << (2 * CLASS_BITS)) | pair), row);
    before = previous;
    previous = own;
  }
}

function fillGrams(grams, bytes, start, end, row) {
  let [before, previous] = [0, 0];
  for (let at = start; at < end; at++) {
    const own = CLASS[bytes[at]];
    const pair = (previous << CLASS_BITS) | own;
    grams.fill(own, row);
    if (at > start) grams.fill(PAIRS_FROM + pair, row);
    if (at > start + 1) grams.fill(TRIPLES_FROM + ((before << (2 * CLASS_BITS)) | pair), row);
    before = previous;
    previous = own;
  }
}

function addWords(words, filling, bytes, start, end, row) {
  for (let at = start; at < end; at++) {
    if (bytes[at] !== SPACE) continue;
    const key = keyAt(bytes, at + 1, end);
    if (key < 0) continue;
    if (filling) words.rows[words.ends[key & words.mask]++] = row;
    else words.ends[key & words.mask]++;
  }
}

/** The key of the first four bytes from `at` on that are no space, or -1 where there are fewer. */
export function keyAt(bytes, at, end) {
  let key = 0;
  let found = 0;
  for (let read = at; read < end && found < KEY_LENGTH; read++) {
    if (bytes[read] === SPACE) continue;
    key = (Math.imul(key, 0x9e3779b1) + bytes[read]) | 0;
    found++;
  }
  return found < KEY_LENGTH ? -1 : (key ^ (key >>> 15)) & 0x7fffffff;
}

class Postings {
  constructor(rowCount, grams) {
    this.rowCount = rowCount;
    this.words = (rowCount + 31) >>> 5;
    this.counts = new Uint32Array(grams);
    this.last = new Int32Array(grams).fill(-1);
  }

  count(gram, row) {
    if (this.last[gram] === row) return;
    this.last[gram] = row;
    this.counts[gram]++;
  }

  /** Give every gram its place in the bitmaps or in the lists. */
  allot() {
    this.places = new Uint32Array(this.counts.length);
    let bitmaps = 0;
    let listed = 0;
    for (let gram = 0; gram < this.counts.length; gram++) {
      if (this.isBitmap(gram)) {
        this.places[gram] = bitmaps;
        bitmaps += this.words;
      } else {
        this.places[gram] = listed;
        listed += this.counts[gram];
      }
    }
    this.bitmaps = new Uint32Array(bitmaps);
    this.lists = new Uint32Array(listed);
    this.last.fill(-1);
  }

  fill(gram, row) {
    if (this.last[gram] === row) return;
    this.last[gram] = row;
    if (this.isBitmap(gram)) this.bitmaps[this.places[gram] + (row >>> 5)] |= 1 << (row & 31);
    // the place moves on while filling, to the list's end
    else this.lists[this.places[gram]++] = row;
  }

  isBitmap(gram) {
    return this.counts[gram] * BITMAP_SHARE > this.rowCount;
  }

  bitmap(gram) {
    return this.bitmaps.subarray(this.places[gram], this.places[gram] + this.words);
  }

  list(gram) {
    return this.lists.subarray(this.places[gram] - this.counts[gram], this.places[gram]);
  }
}

/** Rows by the hash of a word's first four bytes; different words can share a bucket. */
class Buckets {
  constructor(rowCount) {
    const bits = Math.min(18, Math.max(10, Math.ceil(Math.log2(rowCount + 1))));
    this.mask = (1 << bits) - 1;
    this.ends = new Uint32Array(1 << bits);
  }

  allot() {
    let total = 0;
    for (let bucket = 0; bucket < this.ends.length; bucket++) {
      const size = this.ends[bucket];
      this.ends[bucket] = total;
      total += size;
    }
    this.rows = new Uint32Array(total);
  }

  /** The rows with a word of this key, ascending; a row can come twice. */
  rowsOf(key) {
    const bucket = key & this.mask;
    return this.rows.subarray(bucket === 0 ? 0 : this.ends[bucket - 1], this.ends[bucket]);
  }
}
