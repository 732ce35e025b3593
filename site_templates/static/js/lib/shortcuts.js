/** Which command a key press means, wherever the keyboard is. */

/**
 * @param {{key, ctrlKey, metaKey, altKey, shiftKey}} press
 * @param {boolean} typing whether the keyboard is in a text field
 * @returns {"search"|"help"|"undo"|"redo"|null}
 */
export function commandOf({ key, ctrlKey, metaKey, altKey, shiftKey }, typing) {
  const command = (ctrlKey || metaKey) && !altKey;
  if (command && key.toLowerCase() === "k") return "search";
  if (typing || altKey) return null;
  if (command && key.toLowerCase() === "z") return shiftKey ? "redo" : "undo";
  if (command && key.toLowerCase() === "y") return "redo";
  if (command) return null;
  if (key === "/") return "search";
  return key === "?" ? "help" : null;
}
