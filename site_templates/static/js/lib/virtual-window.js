/** Which rows of a very long list must exist, and where to scroll to see one. */

/** Browsers stop laying out near 2^24 px in the worst case; longer lists are cut with a notice. */
export const MAX_LIST_PIXELS = 16_000_000;

/** How many of `total` rows can be shown at all. */
export const showable = (total, rowHeight) =>
  Math.min(total, Math.floor(MAX_LIST_PIXELS / rowHeight));

/**
 * The half-open range of rows to render.
 * `listTop` is the list's top edge relative to the viewport's (negative once scrolled past).
 */
export function visibleRange({ listTop, viewportHeight, rowHeight, total, overscan = 8 }) {
  const first = Math.floor(-listTop / rowHeight) - overscan;
  const last = Math.ceil((viewportHeight - listTop) / rowHeight) + overscan;
  const start = Math.max(0, Math.min(first, total));
  return { start, end: Math.max(start, Math.min(last, total)) };
}

/** By how many pixels to scroll (0 = none) so that row `index` is clear of both edges. */
export function scrollDelta({ index, rowHeight, listTop, viewportHeight, coverTop, coverBottom }) {
  const top = listTop + index * rowHeight;
  const bottom = top + rowHeight;
  if (top < coverTop) return top - coverTop;
  const limit = viewportHeight - coverBottom;
  return bottom > limit ? bottom - limit : 0;
}
