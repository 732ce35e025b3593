/** One saved playlist being edited: its steps, what is not saved yet, and what others did meanwhile. */

import { computed, signal } from "@preact/signals-core";
import { record, redo, redoLabel, startHistory, undo, undoLabel } from "../lib/history.js";
import { difference, merged, sameItems } from "../lib/list-difference.js";

const idsOf = (entries) => entries.map(({ videoId }) => videoId);

/** Entries for `ids`, those of `known` kept (key and all) as far as they go round. */
export function entriesFor(ids, known, items, makeKey) {
  const spare = new Map();
  for (const entry of known) {
    if (!spare.has(entry.videoId)) spare.set(entry.videoId, []);
    spare.get(entry.videoId).push(entry);
  }
  const itemOf = new Map(items.map((item) => [item.videoId, item]));
  return ids.map((videoId) => {
    const kept = spare.get(videoId)?.shift();
    const item = itemOf.get(videoId) ?? { videoId, title: videoId, durationSeconds: null, reason: null };
    return kept ?? { ...item, key: makeKey() };
  });
}

/**
 * @param {object} parts `saved` the playlist as `readPlaylist` gives it, `drafts` (see drafts.js),
 *   `makeKey()` unique text
 */
export function createPlaylistEditor({ saved, drafts, makeKey }) {
  const base = signal(saved);
  const history = signal(startHistory(entriesFor(idsOf(saved.items), [], saved.items, makeKey)));
  const conflict = signal(null);
  const origins = signal(new Map());
  const draftFailed = signal(false);
  const entries = computed(() => history.value.present);
  const baseIds = computed(() => idsOf(base.value.items));
  const dirty = computed(() => !sameItems(baseIds.value, idsOf(entries.value)));
  const draft = drafts.read(saved.id);
  const waiting = signal(draft && !sameItems(idsOf(draft.entries), baseIds.value) ? draft : null);

  function keep() {
    if (!dirty.value) {
      drafts.forget(base.value.id);
      draftFailed.value = false;
      return;
    }
    const { id, revision } = base.value;
    draftFailed.value = !drafts.write(id, { revision, baseIds: baseIds.value, entries: entries.value });
  }

  /** `change(entries)` → the entries afterwards; `label` names the step for undo. */
  function apply(label, change) {
    const before = history.value;
    history.value = record(before, change(before.present), label);
    if (history.value === before) return false;
    waiting.value = null;
    keep();
    return true;
  }

  function step(go) {
    history.value = go(history.value);
    keep();
  }

  /** What was just stored is the new ground; nothing is unsaved if nothing changed meanwhile. */
  function stored(playlist) {
    base.value = playlist;
    conflict.value = null;
    origins.value = new Map();
    keep();
  }

  /** Only the name was changed: the items as saved are the same. */
  function renamed({ name, revision, updatedAt, updatedBy }) {
    base.value = { ...base.value, name, revision, updatedAt, updatedBy };
    keep();
  }

  /**
   * Another version was saved first: keeps both for the reader to choose. Where that is mine, of a
   * save whose answer was lost, there is nothing to choose.
   * @returns {boolean} whether there is something to choose
   */
  function collide(theirs) {
    if (theirs.name === base.value.name && sameItems(idsOf(theirs.items), idsOf(entries.value))) {
      stored(theirs);
      return false;
    }
    const [ground, mine, other] = [baseIds.value, idsOf(entries.value), idsOf(theirs.items)];
    conflict.value = {
      theirs,
      theirChanges: difference(ground, other),
      myChanges: difference(ground, mine),
      titleOf: titlesOf(base.value.items, entries.value, theirs.items),
    };
    return true;
  }

  /** Their version takes the place of mine; undo leads back to mine. */
  function takeTheirs() {
    const { theirs } = conflict.value;
    const next = entriesFor(idsOf(theirs.items), entries.value, theirs.items, makeKey);
    base.value = theirs;
    conflict.value = null;
    apply("taking the saved version", () => next);
    keep();
  }

  /** Their version with my changes, to be looked at before it is saved; undo leads back to mine. */
  function merge() {
    const { theirs } = conflict.value;
    const [ground, mine] = [baseIds.value, idsOf(entries.value)];
    const ids = merged(ground, mine, idsOf(theirs.items));
    const next = entriesFor(ids, entries.value, theirs.items, makeKey);
    const mineBefore = new Set(entries.value.map(({ key }) => key));
    const theirAdded = next.filter(({ key }) => !mineBefore.has(key));
    const inTheirs = new Set(idsOf(theirs.items));
    const myAdded = next.filter(({ videoId }) => !inTheirs.has(videoId));
    origins.value = new Map([
      ...theirAdded.map(({ key }) => [key, "theirs"]),
      ...myAdded.map(({ key }) => [key, "mine"]),
    ]);
    base.value = theirs;
    conflict.value = null;
    apply("merging both versions", () => next);
    keep();
  }

  /** Takes up what was left unsaved. If the playlist moved on since, that is a conflict. */
  function resume() {
    const { revision, baseIds: ground, entries: left } = waiting.value;
    const now = base.value;
    waiting.value = null;
    history.value = record(history.value, left, "resuming unsaved changes");
    if (revision === now.revision) return keep();
    base.value = { ...now, items: ground.map((videoId) => asItem(videoId, now.items, left)) };
    collide(now);
    return undefined;
  }

  function discard() {
    drafts.forget(base.value.id);
    waiting.value = null;
  }

  return {
    base,
    entries,
    dirty,
    conflict,
    origins,
    waiting,
    draftFailed,
    /** As in playlist-store.js. */
    lastStep: computed(() => history.value.past),
    undoLabel: computed(() => undoLabel(history.value)),
    redoLabel: computed(() => redoLabel(history.value)),
    ids: () => idsOf(entries.value),
    makeKey,
    apply,
    undo: () => step(undo),
    redo: () => step(redo),
    stored,
    renamed,
    collide,
    later: () => (conflict.value = null),
    takeTheirs,
    merge,
    resume,
    discard,
    revert: () =>
      apply("reverting to the saved version", (present) =>
        entriesFor(baseIds.value, present, base.value.items, makeKey),
      ),
  };
}

function titlesOf(...lists) {
  return new Map(lists.flat().map(({ videoId, title }) => [videoId, title]));
}

function asItem(videoId, ...lists) {
  const found = lists.flat().find((item) => item.videoId === videoId);
  return found ?? { videoId, title: videoId, durationSeconds: null, reason: null };
}
