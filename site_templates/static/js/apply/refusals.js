/** Every way in which an apply can be refused, as a sentence with a next step. */

const UNCHANGED = "Nothing was changed, and nothing will happen later without you.";

const WORDS = {
  sign_in_required: () => ({ kind: "sign-in", text: "Your sign-in has ended. Sign in again to go on from here." }),
  not_permitted: ({ fields }) => ({
    kind: "role",
    text: `Changing the queue needs the role ${fields.required_role ?? "blessed"}: an admin of the channel can give it to you.`,
  }),
  mode_not_permitted: () => ({
    kind: "mode",
    text: "You may not use this way: only admins may stop what is playing here. Choose another way.",
  }),
  apply_in_progress: ({ fields }) => ({
    kind: "running",
    text: "Another playlist is being put on the queue just now. Watch it finish, then apply yours.",
    jobId: fields.job_id ?? null,
  }),
  now_playing_unknown: () => ({
    kind: "retry",
    text: "It is not known what is playing, so keeping it cannot be promised. Try again when the next item has started, or add to the end.",
  }),
  nothing_available: () => ({
    kind: "empty",
    text: "None of these items can be queued now, so there is nothing to apply. Open the playlist to see why, and choose others.",
  }),
  not_found: () => ({ kind: "gone", text: "This playlist has been deleted meanwhile. Go back to the playlists and choose another." }),
  nats_unavailable: () => ({ kind: "retry", text: `NATS is down, so nothing reaches the channel. ${UNCHANGED} Try again when the status says Online.` }),
  robot_unavailable: () => ({ kind: "retry", text: `The robot is not in the channel. ${UNCHANGED} Try again when it is back.` }),
  rate_limited: ({ detail }) => ({ kind: "retry", text: detail }),
};

/** Where nobody of ours answered. */
export const SERVICE_AWAY = Object.freeze({
  kind: "away",
  text: `The service does not answer. ${UNCHANGED} Try again in a moment.`,
});

/** @returns {{kind: "sign-in"|"role"|"mode"|"running"|"retry"|"empty"|"gone"|"away", text, jobId?}} */
export function explainRefusal(error) {
  const words = WORDS[error.code]?.(error);
  if (words) return words;
  return error.away ? { ...SERVICE_AWAY, kind: "retry" } : { kind: "retry", text: error.detail };
}
