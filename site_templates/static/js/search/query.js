// A query taken apart, and the tiers of a match. The twin of connector/search_rules.py.
import { fold, lower, wellFormed } from "./fold.js";

export const STARTS_TITLE = 0;
export const STARTS_WORD = 1;
export const INSIDE = 2;
export const ALL_TERMS = 3;
export const SQUASHED = 4;
export const LITERAL = 5;
export const NO_MATCH = 255;
export const TIERS = [STARTS_TITLE, STARTS_WORD, INSIDE, ALL_TERMS, SQUASHED, LITERAL];

const SQUASHED_MIN_LENGTH = 4;
const BLANK = /^[\t-\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]*$/;
const PHRASE_QUOTE = /["\u201c\u201d]/;

/**
 * Take a query apart: {literal, folded, terms, squashed}, '' where a rule does not apply.
 * A "quoted phrase" is one term, an unclosed one to the end.
 */
export function parseQuery(typed) {
  const text = wellFormed(typed);
  const folded = fold(text);
  const terms = text
    .split(PHRASE_QUOTE)
    .flatMap((part, index) => (index % 2 === 1 ? [fold(part)] : fold(part).split(" ")))
    .filter((term) => term !== "");
  const squashed = folded.replaceAll(" ", "");
  return {
    literal: BLANK.test(text) ? "" : lower(text),
    folded,
    terms: [...new Set(terms)],
    squashed: [...squashed].length >= SQUASHED_MIN_LENGTH ? squashed : "",
  };
}
