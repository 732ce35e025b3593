/** A native modal dialog that is open as long as it is rendered. */

import { useEffect, useRef } from "preact/hooks";
import { IconButton } from "./icon-button.jsx";

export function Dialog({ title, onClose, children }) {
  const element = useRef(null);
  useEffect(() => {
    const before = document.activeElement;
    element.current.showModal();
    return () => before?.focus?.({ preventScroll: true });
  }, []);
  const closeOnBackdrop = (event) => {
    if (event.target === element.current) onClose();
  };
  return (
    <dialog ref={element} aria-labelledby="dialog-title" onClose={onClose} onClick={closeOnBackdrop}>
      <div class="dialog-head">
        <h2 id="dialog-title">{title}</h2>
        <IconButton icon="close" label="Close" onClick={onClose} />
      </div>
      {children}
    </dialog>
  );
}
