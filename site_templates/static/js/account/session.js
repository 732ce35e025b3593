/** Who is signed in, as signals; asked of the service, never guessed. */

import { computed, signal } from "@preact/signals";
import { api } from "../api/api.js";
import { toast } from "../state/toast.js";
import { ANONYMOUS, includesRole, readSession } from "./roles.js";

const AT_MOST_EVERY_MS = 15_000;

/** `{known, username, role, modes, expiresAt}`; not known until the service has said it once. */
export const session = signal({ ...ANONYMOUS, known: false });
export const isAdmin = computed(() => session.value.role === "admin");

let asked = 0;
let askedAt = -Infinity;

/** Whether the viewer has this role or a higher one, by what is known now. */
export const hasRole = (role) => includesRole(session.value.role, role);

/** Takes what the service has just said; answers to earlier questions no longer count. */
export function adoptSession(answer) {
  asked += 1;
  session.value = readSession(answer);
}

/** Asks the service; where it cannot be asked, what was known stays. */
export async function refreshSession() {
  asked += 1;
  const mine = asked;
  askedAt = performance.now();
  const answer = await api.get("/auth/session");
  if (mine !== asked) return;
  const before = session.value.username;
  session.value = readSession(answer);
  if (before && !session.value.username) {
    toast(`${before} is signed out: the sign-in has ended, here or from another browser.`);
  }
}

/** refreshSession for callers with nobody to tell: the status pill says that the service is away. */
export const lookAtSession = () => refreshSession().catch(ignoreAway);

function ignoreAway(error) {
  if (error.name !== "ApiError") throw error;
}

/** Keeps the signal true: when the page is looked at again, and when a call is refused as anonymous. */
export function watchSession() {
  const onLook = () => {
    if (document.visibilityState !== "visible" || !session.value.known) return;
    if (performance.now() - askedAt > AT_MOST_EVERY_MS) lookAtSession();
  };
  addEventListener("focus", onLook);
  document.addEventListener("visibilitychange", onLook);
  api.onProblem(({ code, status }) => {
    const outOfDate = code === "sign_in_required" ? session.value.username : status === 403 && code === "not_permitted";
    if (outOfDate) lookAtSession();
  });
}
