// Category filters and counts.
import { countBoth } from "./row-sets.js";

/** The rows of each category as bitmaps; rows have category sets, which are numbered. */
export class CategoryRows {
  #sets;
  #setOf;
  #bitmaps;
  #words;
  // the same filter stays chosen while a query is typed
  #last = { key: null, mask: null };

  constructor({ count, categoryCount, sets, setOf }) {
    this.#sets = sets;
    this.#setOf = setOf;
    this.#words = (count + 31) >>> 5;
    this.#bitmaps = Array.from({ length: categoryCount }, () => new Uint32Array(this.#words));
    const bitmapsOf = sets.map((members) => members.map((category) => this.#bitmaps[category]));
    for (let row = 0; row < count; row++) {
      const own = bitmapsOf[setOf[row]];
      for (let index = 0; index < own.length; index++) own[index][row >>> 5] |= 1 << (row & 31);
    }
  }

  /**
   * The rows that pass a choice of categories as a bitmap, null for all of them. `chosen` are
   * category numbers, none of them means no filter, and -1 a category that does not exist.
   */
  passing(chosen, mode) {
    if (chosen.length === 0) return null;
    const key = `${mode} ${chosen}`;
    if (this.#last.key !== key) this.#last = { key, mask: this.#mask(chosen, mode) };
    return this.#last.mask;
  }

  #mask(chosen, mode) {
    const bitmaps = chosen.map((category) => this.#bitmaps[category]);
    const mask = new Uint32Array(this.#words);
    if (mode === "all" && bitmaps.includes(undefined)) return mask;
    if (mode === "all") mask.fill(-1);
    for (const bitmap of bitmaps) {
      if (bitmap === undefined) continue;
      if (mode === "all") for (let word = 0; word < mask.length; word++) mask[word] &= bitmap[word];
      else for (let word = 0; word < mask.length; word++) mask[word] |= bitmap[word];
    }
    return mask;
  }

  /** How many rows of these row sets each category has. */
  count(rowSets) {
    const counts = new Uint32Array(this.#bitmaps.length);
    const rowsOfSet = new Uint32Array(this.#sets.length);
    for (const rows of rowSets) {
      // row by row, or word by word for each category: what takes fewer steps
      if (rows.bits === undefined || rows.size < this.#words * counts.length) {
        rows.countSets(this.#setOf, rowsOfSet);
      } else {
        this.#bitmaps.forEach((bitmap, category) => (counts[category] += countBoth(rows.bits, bitmap)));
      }
    }
    for (let set = 0; set < rowsOfSet.length; set++) {
      if (rowsOfSet[set] > 0) for (const category of this.#sets[set]) counts[category] += rowsOfSet[set];
    }
    return counts;
  }
}

/** Which category sets pass a choice of categories: a byte a set; the choice as in passing(). */
export function passingSets(sets, chosen, mode) {
  const test = mode === "all" ? "every" : "some";
  return Uint8Array.from(sets, (members) =>
    chosen.length === 0 || chosen[test]((category) => members.includes(category)) ? 1 : 0,
  );
}
