/** What the keys do. */

import { Dialog } from "./dialog.jsx";

const SHORTCUTS = [
  [["/", "Ctrl K"], "Search"],
  [["Esc"], "Clear the search, then leave it"],
  [["↑", "↓"], "Walk the results"],
  [["Enter"], "Add the result to my list"],
  [["Shift Enter"], "Open the result's page"],
  [["Space"], "On a handle: lift, then drop"],
  [["Alt ↑", "Alt ↓"], "Move an entry at once"],
  [["Delete"], "Remove an entry"],
  [["Ctrl Z"], "Undo"],
  [["Ctrl Shift Z"], "Redo"],
  [["?"], "These shortcuts"],
];

export function ShortcutsDialog({ onClose }) {
  return (
    <Dialog title="Keyboard shortcuts" onClose={onClose}>
      <dl class="shortcuts">
        {SHORTCUTS.map(([keys, text]) => (
          <>
            <dt>
              {keys.map((key) => (
                <kbd>{key}</kbd>
              ))}
            </dt>
            <dd>{text}</dd>
          </>
        ))}
      </dl>
    </Dialog>
  );
}
