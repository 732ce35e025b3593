// The fast engine: the same answers as the scan, from bitmaps and lists of grams.
import { countCategories, passingSets } from "./categories.js";
import { toBytes } from "./folded-titles.js";
import { buildGramIndex, keyAt } from "./gram-index.js";
import { literalRows } from "./literal-scan.js";
import { ALL_TERMS, INSIDE, NO_MATCH, STARTS_TITLE, STARTS_WORD } from "./query.js";
import { RowMatcher } from "./row-matcher.js";
import { contains, startsSquashed, startsWith, tierInRow } from "./row-text.js";

// up to here the tier of every match is found out; beyond, only of those that are shown
const FEW_ROWS = 2048;

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
    const passing = passingSets(sets, chosen, mode);
    const matched = this.#matched(query);
    const squashed = this.#squashedRows(query);
    const rowsOfSet = new Uint32Array(sets.length);
    for (const rows of [matched, squashed]) {
      for (let index = 0; index < rows.length; index++) rowsOfSet[setOf[rows[index]]]++;
    }
    const counts = countCategories(rowsOfSet, sets, passing, mode, categoryCount);
    const page = new Page(offset + limit, (row) => passing[setOf[row]] === 1);
    if (query.folded === "") page.add(matched);
    else this.#addByTier(page, matched, query);
    page.add(squashed);
    return { ...counts, rows: page.rows.slice(offset) };
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
    const wanted = encoder.encode(folded);
    if (rows.length <= FEW_ROWS || page.size >= rows.length) {
      this.#addAll(page, rows, wanted);
      return;
    }
    const text = this.#folded;
    page.add(rows, (row) => startsWith(text, row, wanted));
    if (page.isFull) return;
    // the matcher's next answer overwrites this one
    const matched = rows.slice();
    page.add(this.#matcher.match([` ${folded}`]), (row) => !startsWith(text, row, wanted));
    page.add(matched, (row) => tierInRow(text, row, wanted) === INSIDE);
    // "the the" is one term, and more than it
    const isTerm = terms.length === 1 && terms[0] === folded;
    if (!isTerm) page.add(matched, (row) => !contains(text, row, wanted));
  }

  #addAll(page, rows, wanted) {
    const tiers = { [STARTS_TITLE]: [], [STARTS_WORD]: [], [INSIDE]: [], [ALL_TERMS]: [] };
    for (const row of rows) {
      const tier = tierInRow(this.#folded, row, wanted);
      tiers[tier === NO_MATCH ? ALL_TERMS : tier].push(row);
    }
    for (const tier of [STARTS_TITLE, STARTS_WORD, INSIDE, ALL_TERMS]) page.add(tiers[tier]);
  }
}

/** Collects the first `size` rows that pass. */
class Page {
  constructor(size, passes) {
    this.size = size;
    this.passes = passes;
    this.rows = [];
  }

  get isFull() {
    return this.rows.length >= this.size;
  }

  add(rows, isWanted = null) {
    for (let index = 0; index < rows.length && !this.isFull; index++) {
      const row = rows[index];
      if (this.passes(row) && (isWanted === null || isWanted(row))) this.rows.push(row);
    }
  }
}
