/** How often each saved playlist was applied: asked once a page. */

import { api } from "../api/api.js";
import { createAskedInSight } from "./asked-in-sight.js";

/** Signals of `{applies, lastAt}`, null until the service has said it. */
export const playlistNumbers = createAskedInSight(async (id) => {
  const { applies, last_applied_at: last } = await api.get(`/stats/playlists/${encodeURIComponent(id)}`);
  const moment = Date.parse(last ?? "");
  return { applies, lastAt: moment > 0 ? moment : null };
});
