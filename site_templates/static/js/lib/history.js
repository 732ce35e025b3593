/** Undo and redo without a limit: an immutable history of states, each step with its label. */

/** @returns {{present: any, past: Step|null, future: Step|null}} a history with nothing to undo */
export const startHistory = (present) => ({ present, past: null, future: null });

/** A new present; what was to be redone is gone. An unchanged state records nothing. */
export function record(history, present, label) {
  if (present === history.present) return history;
  const past = { state: history.present, label, next: history.past };
  return { present, past, future: null };
}

/** One step back; the same history where there is none. */
export function undo(history) {
  const step = history.past;
  if (!step) return history;
  const future = { state: history.present, label: step.label, next: history.future };
  return { present: step.state, past: step.next, future };
}

/** One step forward again; the same history where there is none. */
export function redo(history) {
  const step = history.future;
  if (!step) return history;
  const past = { state: history.present, label: step.label, next: history.past };
  return { present: step.state, past, future: step.next };
}

/** What undo and redo would do, in words, or null. */
export const undoLabel = (history) => history.past?.label ?? null;
export const redoLabel = (history) => history.future?.label ?? null;
