// Where a query's words stand in a text as shown.
import { fold, lower } from "./fold.js";
import { parseQuery } from "./query.js";

const CHARACTERS = /[\s\S]/gu;
const MARKS = /[\p{M}\u200d]*/uy;

/**
 * Return the parts of `text` that made it match `query`: [[start, end), …] in UTF-16 units, in
 * order, apart from each other. Characters are marked whole, with their accents.
 */
export function highlight(text, query) {
  const parsed = parseQuery(query);
  if (parsed.literal === "") return [];
  if (parsed.folded === "") return occurrences(mapped(text, lower), [parsed.literal], text);
  const words = mapped(text, foldCharacter);
  for (const wanted of [[parsed.folded], parsed.terms]) {
    const ranges = occurrences(words, wanted, text);
    if (ranges.length > 0 && wanted.every((term) => words.folded.includes(term))) return ranges;
  }
  const squashed = parsed.squashed === "" ? [] : squashedOccurrence(words, parsed.squashed, text);
  // what is shown may lack words of the title, its file extension for one
  return squashed.length > 0 ? squashed : occurrences(words, parsed.terms, text);
}

const foldedCharacters = new Map();

function foldCharacter(character) {
  if (!foldedCharacters.has(character)) {
    // between letters, because fold() trims: a space there separates, nothing was dropped
    foldedCharacters.set(character, fold(`a${character}b`).slice(1, -1));
  }
  return foldedCharacters.get(character);
}

/** The folded text, and for each of its UTF-16 units the place of its character in `text`. */
function mapped(text, foldOne) {
  let folded = "";
  const starts = [];
  const ends = [];
  for (const { 0: character, index } of text.matchAll(CHARACTERS)) {
    let piece = foldOne(character);
    if (foldOne === foldCharacter && piece === " " && (folded === "" || folded.endsWith(" "))) {
      piece = "";
    }
    folded += piece;
    for (let unit = 0; unit < piece.length; unit++) {
      starts.push(index);
      ends.push(index + character.length);
    }
  }
  return { folded, starts, ends };
}

function occurrences({ folded, starts, ends }, terms, text) {
  const ranges = [];
  for (const term of terms) {
    for (let at = folded.indexOf(term); at >= 0; at = folded.indexOf(term, at + term.length)) {
      ranges.push([starts[at], withMarks(text, ends[at + term.length - 1])]);
    }
  }
  return merged(ranges);
}

function squashedOccurrence({ folded, starts, ends }, squashed, text) {
  for (const word of folded.matchAll(/(?:^| )(?=[^ ])/g)) {
    const start = word.index + word[0].length;
    let at = start;
    let found = 0;
    for (; found < squashed.length && at < folded.length; at++) {
      if (folded[at] === squashed[found]) found++;
      else if (folded[at] !== " ") break;
    }
    if (found === squashed.length) return [[starts[start], withMarks(text, ends[at - 1])]];
  }
  return [];
}

function withMarks(text, end) {
  MARKS.lastIndex = end;
  return end + MARKS.exec(text)[0].length;
}

function merged(ranges) {
  ranges.sort(([first], [second]) => first - second);
  const result = [];
  for (const [start, end] of ranges) {
    const last = result.at(-1);
    if (last !== undefined && start <= last[1]) last[1] = Math.max(last[1], end);
    else result.push([start, end]);
  }
  return result;
}
