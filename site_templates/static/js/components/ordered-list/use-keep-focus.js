/** Keeps the keyboard on an entry whose element has just been moved in the document. */

import { useLayoutEffect, useRef } from "preact/hooks";

/** @returns {{keep: (key, selector) => void, isMoving: () => boolean}} */
export function useKeepFocus(list) {
  const wanted = useRef(null);
  useLayoutEffect(() => {
    if (!wanted.current) return;
    const { key, selector } = wanted.current;
    wanted.current = null;
    const item = list.current?.querySelector(`[data-key="${CSS.escape(key)}"]`);
    item?.querySelector(selector)?.focus({ preventScroll: true });
    item?.scrollIntoView({ block: "nearest" });
  });
  return {
    keep: (key, selector = ".handle") => (wanted.current = { key, selector }),
    isMoving: () => wanted.current !== null,
  };
}
