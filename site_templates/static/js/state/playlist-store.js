/** The working playlist, kept: undo and redo, autosave, and several tabs that share one list. */

import { computed, signal } from "@preact/signals-core";
import { record, redo, redoLabel, startHistory, undo, undoLabel } from "../lib/history.js";
import { parse, serialise, STORAGE_KEY } from "../lib/playlist-storage.js";

/** A list untouched for longer than this is offered, not assumed, when one comes back. */
const RETURN_AFTER_MS = 30 * 60 * 1000;
const EMPTY = Object.freeze([]);
const NOT_SAVED = "This browser would not save the list: share or export it before leaving.";

/**
 * @param {object} parts `storage` (localStorage or null), `now()` in ms, `makeKey()` unique text,
 *   `isReturn` whether this tab is new
 */
export function createPlaylistStore({ storage, now, makeKey, isReturn }) {
  const history = signal(startHistory(EMPTY));
  const returning = signal(null);
  const problem = signal(null);
  let revision = null;
  let known = null;
  let readOnly = false;

  function read() {
    known = storage?.getItem(STORAGE_KEY);
    return parse(known);
  }

  function save() {
    if (readOnly) return;
    revision = makeKey();
    const text = serialise({ entries: history.value.present, revision, savedAt: now() });
    try {
      storage.setItem(STORAGE_KEY, text);
      known = text;
      problem.value = null;
    } catch {
      // a full or forbidden storage: the list goes on in memory, and the page says so
      problem.value = NOT_SAVED;
    }
  }

  function leaveToNewer() {
    readOnly = true;
    problem.value = "A newer version of this site saved a list here: reload to see it.";
  }

  /** Takes over what another tab has written since; it becomes one step that undo can go behind. */
  function adopt() {
    // before every change: reading it anew is worth it only if another tab has written
    if (storage?.getItem(STORAGE_KEY) === known) return;
    const stored = read();
    if (stored.status === "newer") leaveToNewer();
    if (stored.status !== "ok" || stored.revision === revision) return;
    revision = stored.revision;
    history.value = record(history.value, stored.entries, "changes from another tab");
  }

  /** Text that cannot be read stays for whoever can; where there is no room, there is none. */
  function setAside() {
    try {
      storage.setItem(`${STORAGE_KEY}.broken`, known);
    } catch {
      problem.value = NOT_SAVED;
    }
  }

  function load() {
    const stored = read();
    if (stored.status === "newer") {
      leaveToNewer();
    } else if (stored.status === "broken") {
      setAside();
    } else if (stored.status === "ok") {
      revision = stored.revision;
      history.value = startHistory(stored.entries);
      const old = now() - stored.savedAt > RETURN_AFTER_MS;
      if (stored.entries.length && isReturn && old) returning.value = { savedAt: stored.savedAt };
    }
  }

  /** `change(entries)` → the entries afterwards; `label` names the step for undo. */
  function apply(label, change) {
    adopt();
    const before = history.value;
    history.value = record(before, change(before.present), label);
    returning.value = null;
    if (history.value !== before) save();
    return history.value !== before;
  }

  function step(go) {
    adopt();
    const before = history.value;
    history.value = go(before);
    if (history.value !== before) save();
  }

  load();
  return {
    entries: computed(() => history.value.present),
    /** What undo would take back: another object for each step, null where there is none. */
    lastStep: computed(() => history.value.past),
    undoLabel: computed(() => undoLabel(history.value)),
    redoLabel: computed(() => redoLabel(history.value)),
    returning,
    problem,
    makeKey,
    apply,
    adopt,
    undo: () => step(undo),
    redo: () => step(redo),
    resume: () => (returning.value = null),
    clear: (label = "clearing the list") => apply(label, () => EMPTY),
  };
}
