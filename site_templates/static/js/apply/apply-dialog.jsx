/** The receipt before a playlist goes on the queue: the way, what would happen, and doing it. */

import { session } from "../account/session.js";
import { Dialog } from "../components/dialog.jsx";
import { apply, asked, busy, changed, closeApply, mode, receipt, step } from "./apply-flow.js";
import { ModeChoice } from "./mode-choice.jsx";
import { doIt } from "./plan.js";
import { Receipt } from "./receipt.jsx";
import { Refusal } from "./refusal.jsx";
import { Sure } from "./sure.jsx";

function NoRole() {
  return (
    <p class="notice notice-warn" role="alert">
      <span>
        {session.value.username} may look, but not change the queue: that needs the role blessed, which an admin of the
        channel can give.
      </span>
    </p>
  );
}

function Actions() {
  const { state, plan } = receipt.value;
  const sure = step.value === "sure";
  if (!mode.value) {
    return (
      <div class="dialog-actions">
        <button type="button" class="button" onClick={closeApply}>
          Close
        </button>
      </div>
    );
  }
  const face = sure ? "Stop it and replace everything" : mode.value === "hard_replace" ? "Replace everything…" : plan ? doIt(plan) : "Apply";
  return (
    <div class="dialog-actions">
      <button type="button" class="button" onClick={sure ? () => (step.value = "receipt") : closeApply}>
        {sure ? "Back" : "Cancel"}
      </button>
      <button
        type="button"
        class={sure ? "button primary danger-fill" : "button primary"}
        disabled={state !== "ready" || busy.value}
        onClick={apply}
      >
        {busy.value ? "Applying…" : face}
      </button>
    </div>
  );
}

export function ApplyDialog() {
  if (!asked.value) return null;
  const { state, problem } = receipt.value;
  return (
    <Dialog title={`Apply “${asked.value.name}” to the queue`} onClose={closeApply}>
      <div class="apply">
        {session.value.known && !mode.value && <NoRole />}
        {asked.value.unsaved && mode.value && (
          <p class="notice notice-warn">
            <span>The playlist goes on the queue as it is saved: your unsaved changes are not part of it.</span>
          </p>
        )}
        {step.value === "sure" ? <Sure /> : <ModeChoice />}
        {changed.value && (
          <p class="notice notice-warn" role="alert">
            <span>The queue has changed since you looked: this is what would happen now.</span>
          </p>
        )}
        {state === "refused" ? <Refusal problem={problem} /> : <Receipt />}
        <Actions />
      </div>
    </Dialog>
  );
}
