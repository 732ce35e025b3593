/** Follows the scrolling page: which rows of a list must exist just now. */

import { signal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { scrollDelta, showable, visibleRange } from "../lib/virtual-window.js";

/**
 * @param {number} total rows there are
 * @returns list and probe refs, `rowHeight` and `range` signals, `total` that can be shown,
 *   `reveal(index)`
 */
export function useRowWindow(total) {
  const list = useRef(null);
  const probe = useRef(null);
  const made = useRef(null);
  made.current ??= { rowHeight: signal(72), range: signal({ start: 0, end: 30 }) };
  const { rowHeight, range } = made.current;
  const shown = showable(total, rowHeight.value);
  const latest = useRef(shown);
  latest.current = shown;

  const measure = useRef(() => {
    if (!list.current) return;
    rowHeight.value = probe.current.getBoundingClientRect().height || rowHeight.value;
    const next = visibleRange({
      listTop: list.current.getBoundingClientRect().top,
      viewportHeight: innerHeight,
      rowHeight: rowHeight.value,
      total: latest.current,
    });
    const { start, end } = range.value;
    if (next.start !== start || next.end !== end) range.value = next;
  }).current;

  useLayoutEffect(measure, [total]);
  useLayoutEffect(() => {
    let frame = 0;
    const later = () => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(measure);
    };
    addEventListener("scroll", later, { passive: true });
    addEventListener("resize", later);
    const sizes = new ResizeObserver(later);
    sizes.observe(probe.current);
    return () => {
      cancelAnimationFrame(frame);
      removeEventListener("scroll", later);
      removeEventListener("resize", later);
      sizes.disconnect();
    };
  }, []);

  /** Scrolls as little as needed, clear of the search bar above and the sheet below. */
  const reveal = (index) => {
    const bar = document.querySelector(".search-bar");
    const sheet = document.querySelector(".panel-toggle");
    const delta = scrollDelta({
      index,
      rowHeight: rowHeight.value,
      listTop: list.current.getBoundingClientRect().top,
      viewportHeight: innerHeight,
      coverTop: getComputedStyle(bar).position === "sticky" ? bar.offsetHeight : 0,
      coverBottom: sheet?.offsetHeight ?? 0,
    });
    if (delta) scrollBy(0, delta);
    measure();
  };
  return { list, probe, rowHeight, range, shown, reveal };
}
