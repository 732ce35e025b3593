/** Asks before something that cannot be undone; the harmless answer has the focus. */

import { Dialog } from "./dialog.jsx";

export function ConfirmDialog({ title, text, action, onConfirm, onClose }) {
  const confirm = () => {
    onClose();
    onConfirm();
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <p>{text}</p>
      <div class="dialog-actions">
        <button type="button" class="button" autofocus onClick={onClose}>
          Cancel
        </button>
        <button type="button" class="button primary" onClick={confirm}>
          {action}
        </button>
      </div>
    </Dialog>
  );
}
