// The title for people: a port of connector/titles.py's display_title, held equal by a test.
// Patterns are ASCII-only and bounded, as there. NUL and \x01 hide the dots that stay.

const EXTENSION =
  /(?:\.|([)\]}]))(?:mp4|mkv|avi|m4v|mpg|mpeg|mov|wmv|webm|divx|flv|ogv|ogm|m2ts|vob|3gp|mp3|m4a|flac|ogg|wav)$/i;
const CONTROLS = /[\x00-\x1f\x7f]/g;
const OUTER_SPACES = /^ +| +$/g;
const YEAR = /[. ]?[[\](){}]{1,2}[. ]?((?:18[89]|19[0-9]|20[0-9])[0-9])[. ]?[[\](){}]{1,3}[. ]?/gi;
const ACRONYM = /(^|[^A-Z0-9'\u2019])([A-Z](?:\.[A-Z])+)(?![A-Z0-9])\.?/gi;
const LAST_DOT_BEFORE_WORD = /\x01(?=[A-Z0-9])/gi;
const TITLE_OF_ADDRESS = /(^|[^A-Z0-9])(Dr|Mrs?|Ms)\.(?=[A-Z0-9])/gi;
const ELLIPSIS = /\.{3,}/g;
const DECIMAL = /([0-9])\.(?=[0-9])/g;
const DOT_AS_SPACE = /\.(?=[^ ])/g;
const SPACES = / {2,}/g;

/** Return a title without extension, dots for spaces and brackets around the year. */
export function displayTitle(title) {
  const clean = stripSpaces(title.replace(CONTROLS, " "));
  return tidy(clean.replace(EXTENSION, "$1")) || clean;
}

function stripSpaces(text) {
  return text.replace(OUTER_SPACES, "");
}

function tidy(stem) {
  let text = stem.replace(YEAR, " ($1) ").replaceAll("_", " ");
  const spaced = text.split(" ").length > text.split(".").length;
  text = text
    .replace(ACRONYM, (_, before, letters) => `${before}${letters.replaceAll(".", "\0")}\x01`)
    .replace(LAST_DOT_BEFORE_WORD, "\x01 ")
    .replace(TITLE_OF_ADDRESS, "$1$2\0 ")
    .replace(ELLIPSIS, "\0\0\0 ")
    .replaceAll("..", "\0 ");
  if (spaced) text = text.replace(DECIMAL, "$1\0");
  text = text.replace(DOT_AS_SPACE, " ").replace(/[\0\x01]/g, ".");
  return stripSpaces(text.replace(SPACES, " "));
}
