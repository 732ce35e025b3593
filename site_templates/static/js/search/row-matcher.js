// Finds the rows that hold all terms, through the gram index.
import { gramAt, isExact, MAX_GRAM } from "./gram-index.js";
import { contains } from "./row-text.js";

const encoder = new TextEncoder();

export class RowMatcher {
  #folded;
  #grams;
  #scratch;
  // what was found last: typing on narrows it
  #last = { terms: null, rows: null };

  constructor(folded, grams) {
    this.#folded = folded;
    this.#grams = grams;
    this.#scratch = new Uint32Array(grams.rowCount);
  }

  /** The rows that hold every term, ascending; valid until the next call. */
  match(terms, { isTyped = true } = {}) {
    const plan = this.#plan(terms);
    if (plan === null) return this.#scratch.subarray(0, 0);
    const rows = plan.list === null ? this.#fromBitmaps(plan) : this.#fromList(plan);
    if (!isTyped) return rows;
    // a copy, and only of what is cheaper to walk than the grams' own lists
    const isShort = rows.length * 32 < this.#grams.rowCount;
    this.#last = isShort ? { terms, rows: rows.slice() } : { terms: null, rows: null };
    return rows;
  }

  /** The shortest list to walk, the bitmaps to test and the terms to look for; null for no row. */
  #plan(terms) {
    const grams = this.#grams;
    const bitmaps = new Set();
    const unsure = [];
    let rarest = -1;
    for (const term of terms) {
      const bytes = encoder.encode(term);
      const length = Math.min(bytes.length, MAX_GRAM);
      for (let at = 0; at + length <= bytes.length; at++) {
        const gram = gramAt(bytes, at, length);
        if (grams.counts[gram] === 0) return null;
        if (grams.isBitmap(gram)) bitmaps.add(gram);
        else if (rarest < 0 || grams.counts[gram] < grams.counts[rarest]) rarest = gram;
      }
      const isWhole = bytes.length <= MAX_GRAM && isExact(bytes);
      if (!isWhole || !bitmaps.has(gramAt(bytes, 0, length))) unsure.push(bytes);
    }
    let list = rarest < 0 ? null : grams.list(rarest);
    if (this.#narrows(terms) && (list === null || this.#last.rows.length < list.length)) {
      list = this.#last.rows;
    }
    return { list, bitmaps: [...bitmaps].map((gram) => grams.bitmap(gram)), unsure };
  }

  #narrows(terms) {
    const last = this.#last.terms;
    return last !== null && last.every((old) => terms.some((term) => term.includes(old)));
  }

  #fromList({ list, bitmaps, unsure }) {
    const found = this.#scratch;
    let length = 0;
    for (let index = 0; index < list.length; index++) {
      const row = list[index];
      if (hasBit(bitmaps, row) && this.holds(row, unsure)) found[length++] = row;
    }
    return found.subarray(0, length);
  }

  #fromBitmaps({ bitmaps, unsure }) {
    const found = this.#scratch;
    const [first, ...others] = bitmaps;
    let length = 0;
    for (let word = 0; word < first.length; word++) {
      let bits = first[word];
      for (let index = 0; index < others.length && bits !== 0; index++) bits &= others[index][word];
      while (bits !== 0) {
        const row = (word << 5) + (31 - Math.clz32(bits & -bits));
        bits &= bits - 1;
        if (unsure.length === 0 || this.holds(row, unsure)) found[length++] = row;
      }
    }
    return found.subarray(0, length);
  }

  /** Whether a row holds all of `wanted`, texts as bytes. */
  holds(row, wanted) {
    for (let index = 0; index < wanted.length; index++) {
      if (!contains(this.#folded, row, wanted[index])) return false;
    }
    return true;
  }
}

function hasBit(bitmaps, row) {
  for (let index = 0; index < bitmaps.length; index++) {
    if ((bitmaps[index][row >>> 5] & (1 << (row & 31))) === 0) return false;
  }
  return true;
}
