/** Reordering by keys: where a command takes an entry, and what is said about it. */

const STEPS = {
  top: () => 0,
  up: (index) => index - 1,
  down: (index) => index + 1,
  bottom: (index, total) => total - 1,
};

/** The index an entry at `index` goes to by "top", "up", "down" or "bottom", clamped. */
export function destination(command, index, total) {
  return Math.max(0, Math.min(total - 1, STEPS[command](index, total)));
}

/** The keys with the one named `key` at `index`. */
export function movedKeys(keys, key, index) {
  const rest = keys.filter((other) => other !== key);
  rest.splice(index, 0, key);
  return rest;
}

/** What the live region says. */
export const spoken = {
  lifted: (title, index, total) =>
    `${title} lifted, at ${index + 1} of ${total}. Arrow keys move it, Space drops it, Escape returns it.`,
  moved: (title, index, total) => `${title} moved to ${index + 1} of ${total}`,
  dropped: (title, index, total) => `${title} dropped at ${index + 1} of ${total}`,
  returned: (title, index, total) => `${title} returned to ${index + 1} of ${total}`,
};

/** A position as typed (1-based) → index, or null where it is no place in the list. */
export function typedPosition(text, total) {
  const position = Number(text);
  return Number.isInteger(position) && position >= 1 && position <= total ? position - 1 : null;
}
