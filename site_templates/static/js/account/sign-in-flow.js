/** The steps of signing in, as data: what happened so far, and what the next answer makes of it. */

/** Asking for another code sooner than this would only send a second message after a slow first. */
const RESEND_AFTER_MS = 30_000;
const ATTEMPTS = 3;

/**
 * step: name → code; unasked = somebody got a code without asking; blocked = this address is.
 * `problem` is what sign-in-problems makes; `offer` is a block that can be asked for.
 */
export const START = Object.freeze({
  step: "name",
  name: "",
  why: "",
  busy: false,
  sent: null,
  attemptsLeft: null,
  resendAt: 0,
  problem: null,
  offer: null,
  blockedUntil: null,
});

/** As it is when the panel opens: a code that may still be typed in is not forgotten. */
export function opened(flow, why, now) {
  const waiting = flow.step === "code" && flow.sent !== null && now < flow.sent.expiresAt;
  return waiting ? { ...flow, why, busy: false } : { ...START, name: flow.name, why };
}

export const working = (flow, name) => ({ ...flow, name, busy: true, problem: null });

/** The code is on its way. */
export function codeSent(flow, answer, now) {
  return {
    ...flow,
    step: "code",
    busy: false,
    problem: null,
    offer: null,
    attemptsLeft: ATTEMPTS,
    resendAt: now + RESEND_AFTER_MS,
    sent: { expiresAt: now + answer.expires_in_seconds * 1000, confirmed: answer.delivery === "confirmed" },
  };
}

/** Straight to the code: it was asked for before a reload, or in another window. */
export const haveCode = (flow, name) => ({ ...START, why: flow.why, step: "code", name });

export const anotherName = (flow) => ({ ...START, why: flow.why, name: flow.name });

export const notAsked = (flow) => ({ ...START, why: flow.why, name: flow.name, step: "unasked" });

/** A refusal; `problem` is its explanation. A code that is void is no longer counted down. */
export function refused(flow, error, problem) {
  const { attempts_remaining: left, can_block_ip: canBlock, block_token: token, block_hours: hours } = error.fields;
  return {
    ...flow,
    busy: false,
    problem,
    sent: problem.over ? null : flow.sent,
    attemptsLeft: left ?? (problem.over ? null : flow.attemptsLeft),
    resendAt: problem.over ? 0 : (problem.until ?? flow.resendAt),
    offer: canBlock ? { token, hours } : flow.offer,
  };
}

export const blocked = (flow, answer) => ({ ...START, name: flow.name, step: "blocked", blockedUntil: answer.blocked_until });

/** Whole seconds until a moment, never below 0. */
export const secondsUntil = (moment, now) => Math.max(0, Math.ceil((moment - now) / 1000));
