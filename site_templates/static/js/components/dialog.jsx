/** A native modal dialog that is open as long as it is rendered. */

import { useEffect, useRef } from "preact/hooks";
import { IconButton } from "./icon-button.jsx";
import { useOwnId } from "./use-own-id.js";

/** Whether a press was beside the dialog; its own edge counts as the dialog, too. */
function isBeside({ target, currentTarget, clientX, clientY }) {
  const { left, right, top, bottom } = currentTarget.getBoundingClientRect();
  return target === currentTarget && (clientX < left || clientX > right || clientY < top || clientY > bottom);
}

export function Dialog({ title, onClose, children }) {
  const element = useRef(null);
  const pressedBeside = useRef(false);
  const titleId = useOwnId();
  useEffect(() => {
    const before = document.activeElement;
    element.current.showModal();
    return () => before?.focus?.({ preventScroll: true });
  }, []);
  // who marks text in a field may let go of the button beside the dialog: that closes nothing
  const onPointerDown = (event) => (pressedBeside.current = isBeside(event));
  const onClick = (event) => {
    if (pressedBeside.current && isBeside(event)) onClose();
  };
  return (
    <dialog ref={element} aria-labelledby={titleId} onClose={onClose} onPointerDown={onPointerDown} onClick={onClick}>
      <div class="dialog-head">
        <h2 id={titleId}>{title}</h2>
        <IconButton icon="close" label="Close" onClick={onClose} />
      </div>
      {children}
      {/* what is outside an open dialog is silent: see state/announce.js */}
      <div class="visually-hidden" aria-live="polite" data-announcer />
    </dialog>
  );
}
