// The engine that is ready at once: the rules held against every title, one after the other.
import { passingSets } from "./categories.js";
import { IS_SEPARATOR, SEPARATOR } from "./folded-titles.js";
import { literalRows } from "./literal-scan.js";
import { ALL_TERMS, INSIDE, LITERAL, NO_MATCH, SQUASHED, STARTS_TITLE, STARTS_WORD, TIERS } from "./query.js";

export class ScanEngine {
  #columns;
  #half;

  /** `columns` from decodeSearch(), `half` from halfFold(). */
  constructor(columns, half) {
    this.#columns = columns;
    this.#half = half;
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
      this.#visitFolded(query, found);
    }
  }

  #visitFolded(query, found) {
    const { text } = this.#half;
    const tierOf = tiersOf(query);
    const [word] = query.terms[0].split(" ");
    if (word === query.folded) {
      this.#visitWord(word, found);
    } else {
      this.#walk((from) => text.indexOf(word, from), (row, title) => {
        const tier = tierOf(title);
        if (tier !== NO_MATCH) found(row, tier);
      });
    }
    if (query.squashed === "") return;
    const squashed = squashedAtWord(query.squashed);
    const next = (from) => {
      squashed.lastIndex = from;
      return squashed.exec(text)?.index ?? -1;
    };
    this.#walk(next, (row, title) => {
      if (tierOf(title) === NO_MATCH) found(row, SQUASHED);
    });
  }

  /** The commonest query: a tier is told from what stands before the word, without taking titles out. */
  #visitWord(word, found) {
    const { text, starts } = this.#half;
    let row = 0;
    for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, starts[row + 1])) {
      while (starts[row + 1] <= at) row++;
      let tier = tierAt(text, starts[row], at);
      while (tier === INSIDE) {
        at = text.indexOf(word, at + 1);
        if (at < 0 || at >= starts[row + 1]) break;
        tier = tierAt(text, starts[row], at);
      }
      found(row, tier);
    }
  }

  /** Visit the titles that `next(from)` finds a place in, from a place on, or -1. */
  #walk(next, visit) {
    const { text, starts } = this.#half;
    let row = 0;
    for (let at = next(0); at >= 0; at = next(starts[row + 1])) {
      while (starts[row + 1] <= at) row++;
      visit(row, text.slice(starts[row], starts[row + 1] - 1));
    }
  }
}

/** The tier of a title that starts at `start` and holds what was searched for at `at`. */
function tierAt(text, start, at) {
  if (at > start && IS_SEPARATOR[text.charCodeAt(at - 1)] !== 1) return INSIDE;
  let before = at - 1;
  while (before >= start && IS_SEPARATOR[text.charCodeAt(before)] === 1) before--;
  return before < start ? STARTS_TITLE : STARTS_WORD;
}

/** A function that tells the tier of a half-folded title; SQUASHED is left to squashedAtWord(). */
function tiersOf({ folded, terms }) {
  const words = terms.flatMap((term) => term.split(" "));
  const phrases = terms.filter((term) => term.includes(" ")).map(inTitle);
  const wanted = inTitle(folded);
  const startsTitle = new RegExp(`^${SEPARATOR}*${wanted.source}`);
  const startsWord = new RegExp(SEPARATOR + wanted.source);
  return (title) => {
    // what holds the query holds its words
    if (!words.every((word) => title.includes(word))) return NO_MATCH;
    if (!phrases.every((phrase) => phrase.test(title))) return NO_MATCH;
    if (!wanted.test(title)) return ALL_TERMS;
    if (startsTitle.test(title)) return STARTS_TITLE;
    return startsWord.test(title) ? STARTS_WORD : INSIDE;
  };
}

/** An expression that finds folded text, which is letters, numbers and spaces, in such a title. */
function inTitle(folded) {
  return new RegExp(folded.replaceAll(" ", `${SEPARATOR}+`));
}

/** An expression that finds, in lines of such titles, where squashed text starts with a word. */
function squashedAtWord(squashed) {
  return new RegExp(`(?:^|${SEPARATOR})${[...squashed].join(`${SEPARATOR}*`)}`, "gm");
}
