// The fast engine: the same answers as the scan, from bitmaps and lists of grams.
import { countCategories, passingSets } from "./categories.js";
import { toBytes } from "./folded-titles.js";
import { buildGramIndex, keyAt } from "./gram-index.js";
import { literalRows } from "./literal-scan.js";
import { RowMatcher } from "./row-matcher.js";
import { startsSquashed, startsWith } from "./row-text.js";

const encoder = new TextEncoder();

/** Build the engine in steps: a generator, to be driven when there is time; returns the engine. */
export function* buildIndexEngine(columns, titles) {
  const folded = toBytes(titles.folded);
  yield;
  return new IndexEngine(columns, folded, titles.unusual, yield* buildGramIndex(folded));
}

class IndexEngine {
  #columns;
  #folded;
  #unusual;
  #words;
  #matcher;
  #everyRow;
  // the same filter stays chosen while a query is typed
  #lastPassing = { key: null, sets: null };

  constructor(columns, folded, unusual, { grams, words }) {
    this.#columns = columns;
    this.#folded = folded;
    this.#unusual = unusual;
    this.#words = words;
    this.#matcher = new RowMatcher(folded, grams);
    this.#everyRow = Uint32Array.from({ length: columns.count }, (_, row) => row);
  }

  /** Search for a parsed query: {total, rows, categoryCounts}. */
  search(query, { chosen = [], mode = "any", limit = 50, offset = 0 } = {}) {
    const { sets, setOf, categoryCount } = this.#columns;
    const passing = this.#passing(chosen, mode);
    const matched = this.#matched(query);
    const squashed = this.#squashedRows(query);
    const rowsOfSet = new Uint32Array(sets.length);
    for (const rows of [matched, squashed]) {
      for (let index = 0; index < rows.length; index++) rowsOfSet[setOf[rows[index]]]++;
    }
    const counts = countCategories(rowsOfSet, sets, passing, mode, categoryCount);
    const page = new Page(offset + limit, passing, setOf);
    if (query.folded === "") page.add(matched);
    else this.#addByTier(page, matched, query);
    page.add(squashed);
    return { ...counts, rows: page.rows.slice(offset) };
  }

  #passing(chosen, mode) {
    const key = `${mode} ${chosen}`;
    if (this.#lastPassing.key !== key) {
      this.#lastPassing = { key, sets: passingSets(this.#columns.sets, chosen, mode) };
    }
    return this.#lastPassing.sets;
  }

  #matched(query) {
    if (query.literal === "") return this.#everyRow;
    if (query.folded !== "") return this.#matcher.match(query.terms);
    return literalRows(this.#columns.titles, this.#unusual, query.literal);
  }

  /** The rows that only the squashed query finds. */
  #squashedRows({ squashed, terms }) {
    if (squashed === "") return [];
    const wanted = encoder.encode(squashed);
    const termBytes = terms.map((term) => encoder.encode(term));
    const rows = [];
    for (const row of this.#words.rowsOf(keyAt(wanted, 0, wanted.length))) {
      if (row === rows.at(-1) || !startsSquashed(this.#folded, row, wanted)) continue;
      if (!this.#matcher.holds(row, termBytes)) rows.push(row);
    }
    return rows;
  }

  #addByTier(page, rows, { folded, terms }) {
    const text = this.#folded;
    const wanted = encoder.encode(folded);
    const starts = (row) => startsWith(text, row, wanted);
    page.add(rows, starts);
    if (page.isFull) return;
    // the matcher's next answer overwrites this one
    const matched = rows.slice();
    // "the the" is one term, and more than it
    const isTerm = terms.length === 1 && terms[0] === folded;
    const inside = isTerm ? matched : this.#matcher.match([folded], { isTyped: false }).slice();
    const words = this.#matcher.match([` ${folded}`], { isTyped: false });
    page.add(words, (row) => !starts(row));
    page.addOthers(inside, words);
    if (!isTerm) page.addOthers(matched, inside);
  }
}

/** Collects the first `size` rows that pass. */
class Page {
  constructor(size, passing, setOf) {
    this.size = size;
    this.passing = passing;
    this.setOf = setOf;
    this.rows = [];
  }

  get isFull() {
    return this.rows.length >= this.size;
  }

  add(rows, isWanted = null) {
    const { passing, setOf, size } = this;
    const found = this.rows;
    for (let index = 0; index < rows.length && found.length < size; index++) {
      const row = rows[index];
      if (passing[setOf[row]] === 1 && (isWanted === null || isWanted(row))) found.push(row);
    }
  }

  /** Add the rows that are not among `known`; both ascend, and all of `known` are in `rows`. */
  addOthers(rows, known) {
    let next = 0;
    this.add(rows, (row) => {
      while (next < known.length && known[next] < row) next++;
      return known[next] !== row;
    });
  }
}
