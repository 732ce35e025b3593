/** The one short message at the edge of the page, with its way back. */

import { effect, signal } from "@preact/signals";

const SHOWN_MS = 8000;
let timer;
let serial = 0;

export const currentToast = signal(null);

/** Shows a message; `action` is `{label, run}` or nothing. A new one takes the place of the last. */
export function toast(text, action = null) {
  serial += 1;
  currentToast.value = { id: serial, text, action };
  holdToast(false);
}

export function dismissToast() {
  clearTimeout(timer);
  currentToast.value = null;
}

/** While held (pointer over it, focus in it) a message stays. */
export function holdToast(held) {
  clearTimeout(timer);
  if (!held) timer = setTimeout(dismissToast, SHOWN_MS);
}

/**
 * Says what was just done to a list, and offers to undo it: as long as that is the list's last step.
 * @param {{undo: () => void, lastStep: Signal<object|null>}} list
 */
export function toastWithUndo(text, list) {
  toast(text, { label: "Undo", run: list.undo });
  const { id } = currentToast.peek();
  const step = list.lastStep.peek();
  const stop = effect(() => {
    if (list.lastStep.value === step) return;
    if (currentToast.peek()?.id === id) dismissToast();
    queueMicrotask(() => stop());
  });
}
