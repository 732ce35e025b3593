/** Signing in and out: the panel's state, and what its buttons do. */

import { signal } from "@preact/signals";
import { api } from "../api/api.js";
import { toast } from "../state/toast.js";
import { adoptSession, lookAtSession, session } from "./session.js";
import { anotherName, blocked, codeSent, haveCode, notAsked, opened, refused, START, working } from "./sign-in-flow.js";
import { explain, nameProblem } from "./sign-in-problems.js";

const MOMENT = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
/** A moment, given in milliseconds, in the viewer's own way. */
export const momentText = (moment) => MOMENT.format(moment);

export const flow = signal(START);
export const panelShown = signal(false);
let afterwards = null;

/** Opens the panel. `why` ends the sentence "Sign in …"; `then` runs once somebody is signed in. */
export function openSignIn({ why = "", then = null } = {}) {
  afterwards = then;
  flow.value = opened(flow.value, why, Date.now());
  panelShown.value = true;
}

export function closeSignIn() {
  panelShown.value = false;
  afterwards = null;
}

/** Shows a refusal; anything that is not one of the service's is a fault of ours. */
function show(error) {
  if (error.name !== "ApiError") {
    flow.value = { ...flow.value, busy: false };
    throw error;
  }
  const about = { name: flow.value.name, now: Date.now(), moment: momentText };
  flow.value = refused(flow.value, error, explain(error, about));
}

/** A name that cannot be one costs no request. */
function goodName(name) {
  const text = nameProblem(name);
  if (text) flow.value = { ...flow.value, name, problem: { code: "invalid_username", text, field: "name", until: null } };
  return !text;
}

export async function askForCode(typed) {
  const name = typed.trim();
  if (flow.value.busy || !goodName(name)) return;
  flow.value = working(flow.value, name);
  try {
    const answer = await api.post("/auth/otp/request", { username: name });
    flow.value = codeSent(flow.value, answer, Date.now());
  } catch (error) {
    show(error);
  }
}

export async function tryCode(code) {
  if (flow.value.busy) return;
  flow.value = working(flow.value, flow.value.name);
  try {
    adoptSession(await api.post("/auth/otp/verify", { username: flow.value.name, otp: code }));
  } catch (error) {
    show(error);
    return;
  }
  await finish();
}

async function finish() {
  const then = afterwards;
  flow.value = START;
  closeSignIn();
  toast(`Signed in as ${session.value.username}.`);
  // the answer to the code does not say which apply modes the role may use
  await lookAtSession();
  then?.();
}

export async function blockThisAddress() {
  const { offer } = flow.value;
  flow.value = working(flow.value, flow.value.name);
  try {
    flow.value = blocked(flow.value, await api.post("/auth/ip-block", { block_token: offer.token }));
  } catch (error) {
    show(error);
  }
}

export function typeCodeFor(typed) {
  const name = typed.trim();
  if (goodName(name)) flow.value = haveCode(flow.value, name);
}

export const changeName = () => (flow.value = anotherName(flow.value));
export const tellNotAsked = () => (flow.value = notAsked(flow.value));

/** Signs this browser out, or all of this user's. The list and everything else on the page stays. */
export async function signOut(everywhere) {
  const { username } = session.value;
  try {
    await api.post(everywhere ? "/auth/logout-everywhere" : "/auth/logout");
  } catch (error) {
    if (error.name !== "ApiError") throw error;
    toast(`${username} is still signed in. ${error.detail}`, { label: "Try again", run: () => signOut(everywhere) });
    return;
  }
  adoptSession({ username: null });
  toast(everywhere ? `${username} is signed out in every browser.` : `${username} is signed out.`);
}
