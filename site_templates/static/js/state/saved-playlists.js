/** The saved playlists: asked of the service, or read from the copy beside the site when it is away. */

import { signal } from "@preact/signals";
import { api } from "../api/api.js";
import { readPlaylist, readSummary } from "../lib/saved-playlists.js";
import { itemsOf } from "./catalog-on-demand.js";

const COPY = "/live/playlists.json";
const address = (id) => `/playlists/${encodeURIComponent(id)}`;

/** `source`: "live"; "local" = NATS is down, this server's copy; "file" = the service is away. */
export const listing = signal({ state: "loading", playlists: [], source: "live", asOf: null });

async function readCopy() {
  const reply = await fetch(COPY, { cache: "no-cache" });
  if (!reply.ok) throw new Error(`there is no ${COPY}: ${reply.status}`);
  return reply.json();
}

/** `read()` from the service; where that is away, `instead(copy)` from the file beside the site. */
async function orFromCopy(read, instead) {
  try {
    return await read();
  } catch (error) {
    if (!error.away) throw error;
    const copy = await readCopy().catch(() => null);
    if (!copy) throw error;
    return { ...(await instead(copy)), source: "file", as_of: copy.as_of };
  }
}

let newest = 0;

/** Fills `listing`; what was shown stays shown while it is asked again. */
export async function loadList() {
  newest += 1;
  const mine = newest;
  try {
    const ask = () => api.get("/playlists");
    const { playlists, source, as_of: asOf } = await orFromCopy(ask, (copy) => copy);
    // an older answer may come after a newer one
    if (mine === newest) listing.value = { state: "ready", playlists: playlists.map(readSummary), source, asOf };
  } catch (error) {
    if (error.name !== "ApiError") throw error;
    if (mine === newest) listing.value = { ...listing.value, state: "failed", problem: error.detail };
  }
}

/** Items of the copy may be bare ids: the catalog knows their titles. */
async function completed(raw) {
  const ids = raw.items.map((item) => (typeof item === "string" ? item : item.video_id));
  const known = await itemsOf(ids);
  const items = raw.items.map((item, index) => {
    const found = known[index];
    if (!found) return typeof item === "string" ? { video_id: item, available: false } : item;
    const { title, durationSeconds, reason } = found;
    return { video_id: ids[index], title, duration_seconds: durationSeconds, available: !reason, reason };
  });
  return { ...raw, items };
}

/** One playlist with its items, and where it was read. Rejects with ApiError. */
export async function fetchPlaylist(id) {
  const raw = await orFromCopy(
    () => api.get(address(id)),
    async (copy) => {
      const found = copy.playlists.find((one) => one.id === id);
      // the copy may be older than the playlist: then the service's own error says more
      if (!found?.items) throw new Error(`${COPY} has no playlist ${id}`);
      return completed(found);
    },
  );
  return readPlaylist(raw);
}

export const createPlaylist = async (name, ids) =>
  readPlaylist(await api.post("/playlists", { name, items: ids }));

/** Saves over a known revision of a playlist. */
export const replacePlaylist = async ({ id, name, revision }, ids) =>
  readPlaylist(await api.put(address(id), { name, items: ids }, { ifMatch: revision }));

export const renamePlaylist = async ({ id, revision }, name) =>
  readPlaylist(await api.patch(address(id), { name }, { ifMatch: revision }));

export const deletePlaylist = ({ id, revision }) => api.delete(address(id), { ifMatch: revision });

/** Takes it out of the trash, under another name where its own is taken. */
export const restorePlaylist = async (id, name) =>
  readPlaylist(await api.post(`${address(id)}/restore`, name ? { name } : undefined));

/** One report a line: [{line, input, video_id, reason}]; nothing is saved by it. */
export const checkImport = async (text) => (await api.post("/playlists/import", { text })).items;

export const exportAddress = (id, format) => api.url(`${address(id)}/export?format=${format}`);
export const linkTo = (id) => `/playlists/?id=${encodeURIComponent(id)}`;
