// The fast engine: the same answers as the scan, from bitmaps and lists of grams.
import { CategoryRows } from "./categories.js";
import { foldWholly } from "./folded-titles.js";
import { buildGramIndex, keyAt } from "./gram-index.js";
import { literalRows } from "./literal-scan.js";
import { RowMatcher } from "./row-matcher.js";
import { RowBits, RowList } from "./row-sets.js";
import { startsSquashed, startsWith } from "./row-text.js";
import { TitleStarts } from "./title-starts.js";

const encoder = new TextEncoder();

/**
 * Build the engine in steps: a generator, to be driven when there is time; returns the engine.
 * `columns` are from decodeSearch(), `half` from halfFold().
 */
export function* buildIndexEngine(columns, half) {
  const folded = yield* foldWholly(half);
  const categories = new CategoryRows(columns);
  yield;
  const starts = new TitleStarts(folded);
  yield;
  return new IndexEngine(columns, folded, { categories, starts, ...(yield* buildGramIndex(folded)) });
}

class IndexEngine {
  #titles;
  #folded;
  #categories;
  #starts;
  #words;
  #matcher;
  #everyRow;
  // rows that are on the page already, a bit each
  #taken;

  constructor({ count, titles }, folded, { categories, starts, grams, words }) {
    this.#titles = titles;
    this.#folded = folded;
    this.#categories = categories;
    this.#starts = starts;
    this.#words = words;
    this.#matcher = new RowMatcher(folded, grams);
    this.#everyRow = RowBits.every(count);
    this.#taken = new Uint8Array(count);
  }

  /** Search for a parsed query: {total, rows (of the page), categoryCounts}. */
  search(query, { chosen = [], mode = "any", limit = 50, offset = 0 } = {}) {
    const terms = query.terms.map((text) => ({ text, bytes: encoder.encode(text) }));
    const matched = this.#matched(query, terms);
    const squashed = this.#squashed(query, terms, matched);
    const mask = this.#categories.passing(chosen, mode);
    const kept = mask === null ? matched : matched.and(mask);
    const keptSquashed = mask === null ? squashed : squashed.and(mask);
    const counted = mode === "all" ? [kept, keptSquashed] : [matched, squashed];
    const total = kept.size + keptSquashed.size;
    const size = Math.min(offset + limit, total);
    const page = { rows: new Uint32Array(size), length: 0, size };
    if (size > 0) this.#fill(page, query, kept, keptSquashed);
    return {
      total,
      rows: page.rows.slice(offset),
      categoryCounts: this.#categories.count(counted),
    };
  }

  #matched(query, terms) {
    if (query.literal === "") return this.#everyRow;
    if (query.folded !== "") return this.#matcher.match(terms);
    return new RowList(Uint32Array.from(literalRows(this.#titles, query.literal)));
  }

  /** The rows that only the squashed query finds. */
  #squashed({ squashed }, terms, matched) {
    if (squashed === "") return new RowList(new Uint32Array(0));
    const wanted = encoder.encode(squashed);
    const rows = [];
    let previous = -1;
    for (const row of this.#words.rowsOf(keyAt(wanted, 0, wanted.length))) {
      // most hold the query as it is
      if (row === previous || matched.has(row)) continue;
      previous = row;
      if (startsSquashed(this.#folded, row, wanted)) rows.push(row);
    }
    return new RowList(Uint32Array.from(rows));
  }

  /** Put the best rows on the page; a tier is only looked for where those before leave room. */
  #fill(page, query, kept, keptSquashed) {
    const take = (row) => {
      if (this.#taken[row] === 1) return false;
      this.#taken[row] = 1;
      page.rows[page.length++] = row;
      return page.length === page.size;
    };
    const isFull = () => page.length === page.size;
    if (query.folded !== "") this.#fillByTier(kept, query, take, isFull);
    if (!isFull()) kept.walk(take);
    if (!isFull()) keptSquashed.walk(take);
    for (let index = 0; index < page.length; index++) this.#taken[page.rows[index]] = 0;
  }

  #fillByTier(kept, { folded, terms }, take, isFull) {
    const wanted = encoder.encode(folded);
    const takeStart = (row) => startsWith(this.#folded, row, wanted) && take(row);
    const starting = this.#starts.rowsOf(wanted);
    if (kept.list !== undefined && kept.size < starting.length) kept.walk(takeStart);
    else new RowList(starting).walk((row) => kept.has(row) && takeStart(row));
    if (!isFull()) this.#matcher.walk(kept, encoder.encode(` ${folded}`), take);
    // "the the" is one term, and more than it
    const isTerm = terms.length === 1 && terms[0] === folded;
    if (!isTerm && !isFull()) this.#matcher.walk(kept, wanted, take);
  }
}
