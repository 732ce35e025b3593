/**
 * What changed between two versions of a list, and a proposal that keeps both sides' changes:
 * a port of `difference` and `merged` of action_api/domain/playlists.py, held equal by a test.
 */

/** An item and how many of the same stand before it: a name for every place. */
function copies(ids) {
  const seen = new Map();
  return ids.map((id) => {
    const copy = seen.get(id) ?? 0;
    seen.set(id, copy + 1);
    return `${id} ${copy}`;
  });
}

const idOf = (copy) => copy.slice(0, copy.lastIndexOf(" "));
const places = (names) => new Map(names.map((name, at) => [name, at]));

/** The members of a longest ascending subsequence of distinct values. */
function longestAscending(values) {
  const tails = [];
  const previous = new Map();
  for (const value of values) {
    let [low, high] = [0, tails.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (tails[middle] < value) low = middle + 1;
      else high = middle;
    }
    previous.set(value, low ? tails[low - 1] : null);
    tails[low] = value;
  }
  const found = new Set();
  for (let value = tails.at(-1) ?? null; value !== null; value = previous.get(value)) found.add(value);
  return found;
}

/**
 * What was added, removed and moved; the n-th copy of an item stays the n-th copy.
 * @param {string[]} before video_ids
 * @param {string[]} after video_ids
 * @returns {{added: Change[], removed: Change[], moved: Change[]}} a Change is
 *   {videoId, before, after} with 0-based places, null where it is not
 */
export function difference(before, after) {
  const [old, now] = [copies(before), copies(after)];
  const [wasAt, isAt] = [places(old), places(now)];
  const common = now.filter((copy) => wasAt.has(copy));
  const unmoved = longestAscending(common.map((copy) => wasAt.get(copy)));
  const change = (copy) => ({
    videoId: idOf(copy),
    before: wasAt.get(copy) ?? null,
    after: isAt.get(copy) ?? null,
  });
  return {
    added: now.filter((copy) => !wasAt.has(copy)).map(change),
    removed: old.filter((copy) => !isAt.has(copy)).map(change),
    moved: common.filter((copy) => !unmoved.has(wasAt.get(copy))).map(change),
  };
}

/** Whether two versions hold the same items in the same order. */
export const sameItems = (before, after) =>
  before.length === after.length && before.every((id, at) => id === after[at]);

function movedCopies(base, after) {
  const names = copies(base);
  return new Set(difference(base, after).moved.map(({ before }) => names[before]));
}

/**
 * Theirs with my changes since `base`: what either side removed is gone, what either added is
 * there once; where both moved an item, their place holds.
 * @returns {string[]} video_ids
 */
export function merged(base, mine, theirs) {
  const [baseCopies, myCopies] = [copies(base), copies(mine)];
  const kept = new Set(myCopies);
  const gone = new Set(baseCopies.filter((copy) => !kept.has(copy)));
  const result = copies(theirs).filter((copy) => !gone.has(copy));
  const standing = new Set(result);
  const known = new Set(baseCopies);
  const added = new Set(myCopies.filter((copy) => !known.has(copy) && !standing.has(copy)));
  const theirMoves = movedCopies(base, theirs);
  const moved = new Set(
    [...movedCopies(base, mine)].filter((copy) => !theirMoves.has(copy) && standing.has(copy)),
  );
  let previous = null;
  for (const copy of myCopies) {
    if (moved.has(copy)) result.splice(result.indexOf(copy), 1);
    if (moved.has(copy) || added.has(copy)) {
      result.splice(previous === null ? 0 : result.indexOf(previous) + 1, 0, copy);
    }
    if (standing.has(copy) || added.has(copy)) previous = copy;
  }
  return result.map(idOf);
}
