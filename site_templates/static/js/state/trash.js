/** The playlists that were deleted and can be taken back, asked for when somebody looks. */

import { signal } from "@preact/signals";
import { api } from "../api/api.js";
import { readSummary } from "../lib/saved-playlists.js";

export const trash = signal({ state: "closed", playlists: [] });

/** Fills `trash`; what was shown stays shown while it is asked again. */
export async function loadTrash() {
  try {
    const { playlists } = await api.get("/playlists?trash=true");
    trash.value = { state: "ready", playlists: playlists.map(readSummary) };
  } catch (error) {
    if (error.name !== "ApiError") throw error;
    trash.value = { state: "failed", playlists: [], problem: error.detail };
  }
}

/** After a change elsewhere on the page; where nobody has looked there is nothing to renew. */
export const renewTrash = () => (trash.value.state === "closed" ? undefined : loadTrash());
