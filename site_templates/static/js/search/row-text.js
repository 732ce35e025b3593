// Looking into one row of the folded titles ({bytes, starts}), byte by byte.

const SPACE = 32;
// a row is a newline, a space and the folded title
const TITLE_AT = 2;

/** Whether the row's bytes from `at` on are `wanted`; rows end in a newline, which never is. */
function matchesAt(bytes, at, wanted) {
  for (let index = 0; index < wanted.length; index++) {
    if (bytes[at + index] !== wanted[index]) return false;
  }
  return true;
}

/** Whether the folded title starts with `wanted`. */
export function startsWith({ bytes, starts }, row, wanted) {
  return matchesAt(bytes, starts[row] + TITLE_AT, wanted);
}

/** Whether the row holds `wanted`, which may start with a space to mean a word's start. */
export function contains({ bytes, starts }, row, wanted) {
  const last = starts[row + 1] - wanted.length;
  const first = wanted[0];
  for (let at = starts[row] + 1; at <= last; at++) {
    if (bytes[at] === first && matchesAt(bytes, at, wanted)) return true;
  }
  return false;
}

/** Whether, spaces left out, `wanted` stands in the row from a word's start on. */
export function startsSquashed({ bytes, starts }, row, wanted) {
  const end = starts[row + 1];
  for (let word = starts[row] + 1; word < end; word++) {
    if (bytes[word] !== SPACE) continue;
    let found = 0;
    for (let at = word + 1; at < end && found < wanted.length; at++) {
      if (bytes[at] === wanted[found]) found++;
      else if (bytes[at] !== SPACE) break;
    }
    if (found === wanted.length) return true;
  }
  return false;
}
