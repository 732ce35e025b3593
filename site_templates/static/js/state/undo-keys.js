/** Ctrl-Z and its kin for a list other than the working playlist, as long as that list is shown. */

/** @returns {() => void} ends it */
export function undoOnKeys({ undo, redo }) {
  const onKeyDown = (event) => {
    if (event.defaultPrevented || document.querySelector("dialog[open]")) return;
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.target.matches("input, textarea, select")) return;
    const key = event.key.toLowerCase();
    if (key === "z" && !event.shiftKey) undo();
    else if (key === "y" || (key === "z" && event.shiftKey)) redo();
    else return;
    // else the working playlist, which is not on this page, would be changed unseen
    event.preventDefault();
  };
  document.addEventListener("keydown", onKeyDown);
  return () => document.removeEventListener("keydown", onKeyDown);
}
