/** Why a playlist could not be saved, as a sentence with a next step; nothing is lost by any of them. */

const WAYS = {
  name_taken: ({ fields }) => ({ kind: "taken", existingId: fields.existing_id, suggestion: fields.suggestion }),
  sign_in_required: () => ({
    kind: "sign-in",
    text: "Saving needs you to sign in. What you made stays here meanwhile.",
  }),
  not_permitted: ({ fields }) => ({
    kind: "role",
    text: `Saving needs the role ${fields.required_role ?? "blessed"}: ask an admin of the channel to add you. What you made stays in this browser.`,
  }),
  revision_conflict: ({ fields }) => ({
    kind: "conflict",
    text: `${fields.current?.updated_by ?? "Somebody"} has changed this playlist since you opened it. Try again to go on all the same.`,
    current: fields.current ?? null,
  }),
  not_found: () => ({
    kind: "gone",
    text: "This playlist has been deleted meanwhile: save yours under a name of its own.",
  }),
};

const AWAY =
  "The service that saves playlists does not answer. Nothing is lost: your list stays in this browser. Try again in a moment, or save it as a text file.";

/** @returns {{kind: string, text: string}} kind: taken, sign-in, role, conflict, gone, away, other */
export function explainSave(error) {
  const known = WAYS[error.code]?.(error);
  if (known) return { text: error.detail, ...known };
  return error.away ? { kind: "away", text: AWAY } : { kind: "other", text: error.detail };
}

/** What is said after saving. */
export function savedWords({ name, storedLocally }) {
  if (!storedLocally) return `Saved “${name}”.`;
  return `Saved “${name}” on this server: NATS is down, it will be merged when NATS is back.`;
}
