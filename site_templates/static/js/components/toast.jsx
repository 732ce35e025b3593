/** Shows the current short message. Screen readers hear it through its own polite region. */

import { currentToast, dismissToast, holdToast } from "../state/toast.js";
import { Icon } from "./icon.jsx";

export function Toast() {
  const toast = currentToast.value;
  const act = () => {
    dismissToast();
    toast.action.run();
  };
  return (
    <div role="status" aria-live="polite">
      {toast && (
        <div
          class="toast"
          key={toast.id}
          onPointerEnter={() => holdToast(true)}
          onPointerLeave={() => holdToast(false)}
          onFocusIn={() => holdToast(true)}
          onFocusOut={() => holdToast(false)}
        >
          <span class="toast-text">{toast.text}</span>
          {toast.action && (
            <button type="button" onClick={act}>
              {toast.action.label}
            </button>
          )}
          <button type="button" aria-label="Dismiss" onClick={dismissToast}>
            <Icon name="close" />
          </button>
        </div>
      )}
    </div>
  );
}
