/** Dragging by mouse and touch. The DOM is put back after a drop: only the data moves an entry. */

import Sortable from "sortablejs";
import { useEffect } from "preact/hooks";

/** On touch the handle must be held this long, so that a swipe over it still scrolls. */
const LONG_PRESS_MS = 250;

/** `onDrop(key, index)` after a drag that changed the order; `list` is a ref to the <ol>. */
export function useSortable(list, onDrop) {
  useEffect(() => {
    const sortable = Sortable.create(list.current, {
      handle: ".handle",
      draggable: ".ordered-item",
      animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 120,
      delay: LONG_PRESS_MS,
      delayOnTouchOnly: true,
      touchStartThreshold: 6,
      forceFallback: true,
      fallbackTolerance: 4,
      scroll: true,
      // the list's own window scrolls, or the page where it has none; both at once stop each other
      bubbleScroll: false,
      scrollSensitivity: 60,
      scrollSpeed: 14,
      onEnd({ item, oldDraggableIndex: from, newDraggableIndex: to }) {
        const others = [...list.current.children].filter((child) => child !== item);
        list.current.insertBefore(item, others[from] ?? null);
        if (from !== to) onDrop(item.dataset.key, to);
      },
    });
    return () => sortable.destroy();
  }, []);
}
