// The engine that is ready at once: the rules held against every title, one after the other.
import { passingSets } from "./categories.js";
import { literalRows } from "./literal-scan.js";
import { contains, startsSquashed, startsWith } from "./row-text.js";
import { ALL_TERMS, INSIDE, LITERAL, NO_MATCH, SQUASHED, STARTS_TITLE, STARTS_WORD, TIERS } from "./query.js";

const encoder = new TextEncoder();

export class ScanEngine {
  #columns;
  #folded;

  /** `columns` from decodeSearch(), `folded` from foldTitles(). */
  constructor(columns, folded) {
    this.#columns = columns;
    this.#folded = folded;
  }

  /** Search for a parsed query: {total, rows (of the page), categoryCounts}. */
  search(query, { chosen = [], mode = "any", limit = 50, offset = 0 } = {}) {
    const { sets, setOf, categoryCount } = this.#columns;
    const passing = passingSets(sets, chosen, mode);
    const rowsOfSet = new Uint32Array(sets.length);
    const tiers = TIERS.map(() => []);
    this.#visit(query, (row, tier) => {
      rowsOfSet[setOf[row]]++;
      if (passing[setOf[row]] === 1) tiers[tier].push(row);
    });
    const categoryCounts = new Uint32Array(categoryCount);
    sets.forEach((members, set) => {
      if (mode === "all" && passing[set] === 0) return;
      for (const category of members) categoryCounts[category] += rowsOfSet[set];
    });
    const rows = tiers.flat();
    return {
      total: rows.length,
      rows: Uint32Array.from(rows.slice(offset, offset + limit)),
      categoryCounts,
    };
  }

  /** Call `found` with each row that matches and its tier. */
  #visit(query, found) {
    const { count, titles } = this.#columns;
    if (query.literal === "") {
      for (let row = 0; row < count; row++) found(row, STARTS_TITLE);
    } else if (query.folded === "") {
      for (const row of literalRows(titles, query.literal)) found(row, LITERAL);
    } else {
      const tierOf = this.#tiers(query);
      for (let row = 0; row < count; row++) {
        const tier = tierOf(row);
        if (tier !== NO_MATCH) found(row, tier);
      }
    }
  }

  #tiers(query) {
    const folded = this.#folded;
    const wanted = encoder.encode(query.folded);
    const word = encoder.encode(` ${query.folded}`);
    const terms = query.terms.map((term) => encoder.encode(term));
    const squashed = encoder.encode(query.squashed);
    return (row) => {
      // what holds the query holds its terms: the first of them rules most rows out
      let held = 0;
      while (held < terms.length && contains(folded, row, terms[held])) held++;
      if (held === terms.length) {
        if (!contains(folded, row, wanted)) return ALL_TERMS;
        if (startsWith(folded, row, wanted)) return STARTS_TITLE;
        return contains(folded, row, word) ? STARTS_WORD : INSIDE;
      }
      if (squashed.length > 0 && startsSquashed(folded, row, squashed)) return SQUASHED;
      return NO_MATCH;
    };
  }
}
