/** The roles in their order, and the service's answer about the session. */

const ORDER = ["anonymous", "viewer", "blessed", "admin"];

const MEANING = {
  anonymous: "not signed in",
  viewer: "may like what is playing",
  blessed: "may save playlists and apply them",
  admin: "may do everything",
};

export const ANONYMOUS = Object.freeze({ known: true, username: null, role: "anonymous", modes: [], expiresAt: null });

/** Whether `role` may do what `needed` may. */
export const includesRole = (role, needed) => ORDER.indexOf(role) >= ORDER.indexOf(needed);

/** What a role may do, in a few words. */
export const roleMeaning = (role) => MEANING[role] ?? "";

/** The state of an answer of GET /auth/session or of a sign-in; a role nobody knows counts as none. */
export function readSession({ username, role, modes, expires_at: expiresAt }) {
  if (!username || !ORDER.includes(role)) return ANONYMOUS;
  return { known: true, username, role, modes: modes ?? [], expiresAt: expiresAt ?? null };
}
