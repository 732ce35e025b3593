// Finds the rows that hold all terms, through the gram index.
import { gramAt, isExact, MAX_GRAM } from "./gram-index.js";
import { hasBit, RowBits, RowList } from "./row-sets.js";
import { contains } from "./row-text.js";

const NO_ROWS = new RowList(new Uint32Array(0));

export class RowMatcher {
  #folded;
  #grams;
  // what was found last: typing on narrows it
  #last = { terms: [], rows: null };

  constructor(folded, grams) {
    this.#folded = folded;
    this.#grams = grams;
  }

  /** The rows that hold every term: {text, bytes} with the text's UTF-8. */
  match(terms) {
    const plan = this.plan(terms.map(({ bytes }) => bytes));
    const last = this.#narrows(terms) ? this.#last.rows : null;
    const rows = plan === null ? NO_ROWS : this.#find(plan, last);
    this.#last = { terms, rows };
    return rows;
  }

  /**
   * How to find rows, null for no rows: the shortest list, the terms for which the rows need no
   * look because they are in that list, the bitmaps, and the terms to look for in each row.
   */
  plan(texts) {
    const grams = this.#grams;
    const bitmaps = new Set();
    let rarest = -1;
    for (const bytes of texts) {
      const length = Math.min(bytes.length, MAX_GRAM);
      for (let at = 0; at + length <= bytes.length; at++) {
        const gram = gramAt(bytes, at, length);
        if (grams.counts[gram] === 0) return null;
        if (grams.isBitmap(gram)) bitmaps.add(gram);
        else if (rarest < 0 || grams.counts[gram] < grams.counts[rarest]) rarest = gram;
      }
    }
    const gramOf = (bytes) =>
      bytes.length <= MAX_GRAM && isExact(bytes) ? gramAt(bytes, 0, bytes.length) : -1;
    return {
      list: rarest < 0 ? null : grams.list(rarest),
      listed: rarest < 0 ? [] : texts.filter((bytes) => gramOf(bytes) === rarest),
      bitmaps: [...bitmaps].map((gram) => grams.bitmap(gram)),
      unsure: texts.filter((bytes) => {
        const gram = gramOf(bytes);
        return gram < 0 || (gram !== rarest && !bitmaps.has(gram));
      }),
    };
  }

  #narrows(terms) {
    const last = this.#last.terms;
    return (
      last.length > 0 && last.every((old) => terms.some((term) => term.text.includes(old.text)))
    );
  }

  #find({ list, listed, bitmaps, unsure }, last) {
    if (last?.list !== undefined && (list === null || last.size < list.length)) {
      return this.#inList(last.list, bitmaps, [...listed, ...unsure]);
    }
    const tested = last?.bits === undefined ? bitmaps : [last.bits, ...bitmaps];
    return list === null ? this.#inBitmaps(tested, unsure) : this.#inList(list, tested, unsure);
  }

  #inList(list, bitmaps, unsure) {
    if (bitmaps.length === 0 && unsure.length === 0) return new RowList(list);
    const found = new Uint32Array(list.length);
    let length = 0;
    for (let index = 0; index < list.length; index++) {
      const row = list[index];
      if (inAll(bitmaps, row) && this.holds(row, unsure)) found[length++] = row;
    }
    return new RowList(found.subarray(0, length));
  }

  #inBitmaps([first, ...others], unsure) {
    if (others.length === 0 && unsure.length === 0) return new RowBits(first);
    const found = first.slice();
    // word by word for one bitmap after the other: compilers know this loop
    for (const bits of others) {
      for (let word = 0; word < found.length; word++) found[word] &= bits[word];
    }
    if (unsure.length === 0) return new RowBits(found);
    for (let word = 0; word < found.length; word++) {
      for (let left = found[word]; left !== 0; left &= left - 1) {
        const bit = left & -left;
        if (!this.holds((word << 5) + 31 - Math.clz32(bit), unsure)) found[word] ^= bit;
      }
    }
    return new RowBits(found);
  }

  /** Visit the rows among `rows` that hold `bytes`, in order, until `visit` returns true. */
  walk(rows, bytes, visit) {
    const plan = this.plan([bytes]);
    if (plan === null) return;
    const { list, bitmaps, unsure } = plan;
    if (rows.list === undefined && list === null) {
      this.#walkBits([rows.bits, ...bitmaps], unsure.length === 0 ? null : bytes, visit);
      return;
    }
    // of two lists the shorter one is walked
    const isOwn = list === null || (rows.list !== undefined && rows.size <= list.length);
    const isSure = unsure.length === 0 && (list === null || !isOwn);
    const walked = isOwn ? rows.list : list;
    for (let index = 0; index < walked.length; index++) {
      const row = walked[index];
      if (!inAll(bitmaps, row) || (!isOwn && !rows.has(row))) continue;
      if ((isSure || contains(this.#folded, row, bytes)) && visit(row)) return;
    }
  }

  #walkBits(bitmaps, wanted, visit) {
    const [first, ...others] = bitmaps;
    for (let word = 0; word < first.length; word++) {
      let left = first[word];
      for (let index = 0; index < others.length && left !== 0; index++) left &= others[index][word];
      for (; left !== 0; left &= left - 1) {
        const row = (word << 5) + 31 - Math.clz32(left & -left);
        if ((wanted === null || contains(this.#folded, row, wanted)) && visit(row)) return;
      }
    }
  }

  /** Whether a row holds all of `wanted`, texts as bytes. */
  holds(row, wanted) {
    for (let index = 0; index < wanted.length; index++) {
      if (!contains(this.#folded, row, wanted[index])) return false;
    }
    return true;
  }
}

function inAll(bitmaps, row) {
  for (let index = 0; index < bitmaps.length; index++) {
    if (!hasBit(bitmaps[index], row)) return false;
  }
  return true;
}
