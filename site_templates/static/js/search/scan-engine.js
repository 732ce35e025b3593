// The engine that is ready at once: the rules held against every title, one after the other.
import { countCategories, passingSets } from "./categories.js";
import { NO_MATCH, STARTS_TITLE, TIERS, tierOf } from "./query.js";
import { rowText } from "./text.js";

export class ScanEngine {
  /** `columns` from decodeSearch(), `titles` from foldTitles(). */
  constructor(columns, titles) {
    this.columns = columns;
    this.folded = titles.folded;
  }

  /** Search for a parsed query: {total, rows, categoryCounts}. */
  search(query, { chosen = [], mode = "any", limit = 50, offset = 0 } = {}) {
    const { count, sets, setOf, categoryCount } = this.columns;
    const passing = passingSets(sets, chosen, mode);
    const rowsOfSet = new Uint32Array(sets.length);
    const tiers = TIERS.map(() => []);
    for (let row = 0; row < count; row++) {
      const tier = query.literal === "" ? STARTS_TITLE : this.tierOf(query, row);
      if (tier === NO_MATCH) continue;
      rowsOfSet[setOf[row]]++;
      if (passing[setOf[row]] === 1) tiers[tier].push(row);
    }
    const counts = countCategories(rowsOfSet, sets, passing, mode, categoryCount);
    return { ...counts, rows: tiers.flat().slice(offset, offset + limit) };
  }

  tierOf(query, row) {
    return tierOf(query, this.folded[row], () => rowText(this.columns.titles, row));
  }
}
