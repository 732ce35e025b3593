// Folding: what search compares. The twin of connector/search_rules.py, held equal by tests.

// as there: the ASCII one, curly, modifier letters, prime, grave and acute accent
const DROPPED = /['\u2018\u2019\u201b\u02bb\u02bc\u2032`\u00b4\p{M}\p{Cf}]+/gu;
const SEPARATORS = /[^\p{L}\p{N}\n]+/gu;
const NOT_ASCII = /[^\0-\x7f]/;
// ASCII, accents taken apart, and signs: no letters or numbers but those of ASCII
const PLAIN = /^[\0-\x7f\u0300-\u036f\u2010-\u2027\u2030-\u205e\u2200-\u22ff\ua789]*$/;
const PLAIN_DROPPED = /['`\u2018\u2019\u201b\u2032\u0300-\u036f]+/g;
const PLAIN_SEPARATORS = /[^a-z0-9\n]+/g;
const HALF_CHARACTERS = /\p{Cs}/gu;

/** Return text in which a half-typed surrogate pair is a character of its own. */
export function wellFormed(text) {
  return NOT_ASCII.test(text) ? text.replace(HALF_CHARACTERS, "\ufffd") : text;
}

/** Return text in lower case, in which the two small sigmas are one. */
export function lower(text) {
  return text.toLowerCase().replaceAll("\u03c2", "\u03c3");
}

/** Return text without case: sharp s and SS come to one form, too. */
export function foldCase(text) {
  return NOT_ASCII.test(text) ? lower(text.toLowerCase().toUpperCase()) : text.toLowerCase();
}

/** Return letters and numbers without case, marks and punctuation, one space between words. */
export function fold(text) {
  return foldLines(text.replaceAll("\n", " ")).trim();
}

/** The same for many texts at once, a line each; spaces may be left at the ends of lines. */
export function foldLines(lines) {
  // NFKD would make a space of the acute accent that people type for an apostrophe
  const parts = lines.replaceAll("\u00b4", "").normalize("NFKD");
  // the same for most titles; compiling the expressions with \p takes longer than a search
  if (PLAIN.test(parts)) {
    return parts.replace(PLAIN_DROPPED, "").toLowerCase().replace(PLAIN_SEPARATORS, " ");
  }
  return foldCase(parts.replace(DROPPED, "").replace(SEPARATORS, " "));
}
