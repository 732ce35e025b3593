/** Every way in which sign-in can be refused, as a sentence with a next step. */

import { plural } from "../lib/text.js";

const NAME_RULE = "CyTube names are 1 to 20 letters, digits, “_” and “-”.";
const NAME = /^[A-Za-z0-9_-]{1,20}$/;

/** What is wrong with a name, or null. */
export function nameProblem(name) {
  if (name === "") return "Type your CyTube name.";
  return NAME.test(name) ? null : `“${name.slice(0, 30)}” is no CyTube name. ${NAME_RULE}`;
}

const WORDS = {
  invalid_username: ({ name }) => ({ text: nameProblem(name) ?? NAME_RULE, field: "name" }),
  not_in_channel: ({ name }) => ({
    text: `${name} is not in the channel now. Open the channel with that name, then ask for the code again.`,
    field: "name",
  }),
  registered_account_required: ({ name }) => ({
    text: `${name} has rights here, so a guest cannot sign in with it. Log in to CyTube with the registered account ${name}, then ask again.`,
    field: "name",
  }),
  ip_blocked: ({ fields, moment }) => ({
    text: `Sign-in from this address is blocked until ${moment(Date.parse(fields.blocked_until))}. An admin can lift the block on the admin page.`,
  }),
  locked: ({ name }) => ({
    text: `There were too many wrong codes for ${name}, so nobody can sign in with that name for a while. Your list stays as it is.`,
    waits: true,
  }),
  rate_limited: ({ detail }) => ({ text: `${detail.split(":")[0]}. Wait a moment, then ask again.`, waits: true }),
  nats_unavailable: () => ({
    text: "NATS is down, so no code can be sent or checked now. Browsing and your list go on; try again when the status says Online.",
    waits: true,
  }),
  robot_unavailable: ({ detail }) => ({ text: `No code can be sent. ${detail}`, waits: true }),
  otp_invalid: ({ fields, name }) => {
    const left = fields.attempts_remaining;
    if (left > 0) return { text: `That is not the code. ${plural(left, "attempt")} left.`, field: "code" };
    return {
      text: `That was not the code either, and it was the last attempt: this code is void and ${name} is locked for a while. Ask for a new code later.`,
      over: true,
    };
  },
  otp_expired: () => ({ text: "This code is used up or too old. Ask for a new one.", over: true }),
  otp_not_requested: ({ name }) => ({ text: `Nobody asked for a code for ${name}, or it is long over.`, over: true }),
  block_token_invalid: () => ({ text: "The offer to block this address is over after ten minutes. Try the code again to get a new one." }),
};

/**
 * @param {ApiError} error
 * @param {{name: string, now: number, moment: (ms: number) => string}} about whose sign-in it is,
 *   and how a moment is written for this viewer
 * @returns {{code: string, text: string, field: "name"|"code"|null, until: number|null, over: boolean}}
 *   `until` is when another try makes sense; `over` means that this code opens nothing any more
 */
export function explain(error, { name, now, moment }) {
  const { code, detail, fields, retryAfterSeconds } = error;
  const words = WORDS[code]?.({ name, detail, fields, moment }) ?? { text: detail };
  return {
    code,
    text: words.text,
    field: words.field ?? null,
    until: words.waits && retryAfterSeconds !== null ? now + retryAfterSeconds * 1000 : null,
    over: words.over ?? false,
  };
}
