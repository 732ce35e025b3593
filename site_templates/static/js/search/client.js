// The catalog as the pages use it: opens the search bundle, searches, tells rows.
import { decodeIds, decodeThumbnails, durationOf } from "./decode.js";
import { displayTitle } from "./display-title.js";
import { BundleError } from "./file-reader.js";
import { highlight } from "./highlight.js";
import { searchHere, searchInWorker } from "./searcher.js";
import { rowText } from "./text.js";

const NO_CATEGORY = -1;
// beyond this a search, and more so decoding, would be felt while typing
const MAX_ITEMS_HERE = 50_000;

/**
 * Open the catalog the pointer names. Resolves as soon as titles can be searched; the ids follow
 * (`idsReady`). Rejects with BundleError for a damaged file, with fetch's TypeError when offline.
 * `workerUrl` is where worker.js is, which a large catalog is searched in.
 */
export async function openCatalog(
  pointerUrl = "/catalog.json",
  { fetch = globalThis.fetch, workerUrl = new URL("./worker.js", import.meta.url) } = {},
) {
  const load = (url) => fetchOk(fetch, url);
  const pointer = await (await load(pointerUrl)).json();
  const fetchFile = async (role) => {
    const path = pointer.files[role];
    if (path === undefined) throw new BundleError(role, "the catalog does not name it");
    return new Uint8Array(await (await load(besides(pointerUrl, path))).arrayBuffer());
  };
  const bytes = await fetchFile("search");
  // only now: they are nearly half of all bytes, and nothing to search
  const ids = fetchFile("ids");
  // whoever awaits idsReady gets the error; nobody awaiting it is no error by itself
  ids.catch(() => {});
  const isLarge = pointer.item_count > MAX_ITEMS_HERE;
  const searcher = isLarge ? await searchInWorker(bytes, workerUrl) : searchHere(bytes);
  return new Catalog(pointer, searcher, ids, fetchFile);
}

/** The address of a file the pointer names; an address without a host stays one. */
function besides(pointerUrl, path) {
  const nowhere = "http://nowhere.invalid";
  const base = new URL(pointerUrl, globalThis.location?.href ?? nowhere);
  const address = new URL(path, base).href;
  return address.startsWith(nowhere) ? address.slice(nowhere.length) : address;
}

async function fetchOk(fetch, url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`Could not load ${url}: the server says ${response.status}.`);
  return response;
}

class Catalog {
  #columns;
  #searcher;
  #fetchFile;
  #ids = null;
  #rowOfId = null;
  #thumbnails = new Map();
  #numberOf;

  constructor(pointer, searcher, ids, fetchFile) {
    const { snapshot_id: snapshotId, taken_at: takenAt, item_count: itemCount } = pointer;
    const { columns } = searcher;
    if (columns.count !== itemCount || columns.categoryCount !== pointer.categories.length) {
      throw new BundleError("search", "it belongs to another catalog");
    }
    this.info = { snapshotId, takenAt, itemCount, categories: pointer.categories };
    this.#columns = columns;
    this.#searcher = searcher;
    this.#fetchFile = fetchFile;
    this.#numberOf = new Map(pointer.categories.map(({ name }, index) => [name, index]));
    /** Settles when videoId() and indexOf() can be used. */
    this.idsReady = ids.then((bytes) => {
      this.#ids = decodeIds(bytes, columns.count);
    });
    this.idsReady.catch(() => {});
    /** Settles when searches have become as fast as they get. */
    this.indexed = searcher.indexed;
    this.highlight = highlight;
    if (searcher.searchSync === null) this.searchSync = null;
  }

  /** Search: {total, rows, categoryCounts, query}; rows are row numbers, best first. */
  async search(query, options) {
    return { ...(await this.#searcher.search(query, this.#numbered(options))), query };
  }

  /** The same at once; null in place of this function where a worker searches. */
  searchSync = (query, options) => ({
    ...this.#searcher.searchSync(query, this.#numbered(options)),
    query,
  });

  #numbered({ categories = [], mode = "any", limit = 50, offset = 0 } = {}) {
    const chosen = categories.map((name) => this.#numberOf.get(name) ?? NO_CATEGORY);
    return { chosen, mode, limit, offset };
  }

  /** What is known of a row, except its id and thumbnail. */
  row(index) {
    const { titles, durations, sets, setOf, unavailable } = this.#columns;
    const title = rowText(titles, index);
    return {
      index,
      title,
      displayTitle: displayTitle(title),
      durationSeconds: durationOf(durations, index),
      categories: sets[setOf[index]].map((category) => this.info.categories[category].name),
      unavailableReason: unavailable.get(index) ?? null,
    };
  }

  /** The video_id of a row, once idsReady has settled. */
  videoId(index) {
    if (this.#ids === null) throw new Error("await catalog.idsReady before asking for ids");
    return this.#ids[index];
  }

  /** The row of a video_id, or -1, once idsReady has settled. */
  indexOf(videoId) {
    if (this.#ids === null) throw new Error("await catalog.idsReady before asking for ids");
    this.#rowOfId ??= new Map(this.#ids.map((id, index) => [id, index]));
    return this.#rowOfId.get(videoId) ?? -1;
  }

  /** The address of a row's thumbnail, or null where it has none; fetches the rows around it. */
  async thumbnail(index) {
    const { thumbnailRows } = this.#columns;
    const number = Math.floor(index / thumbnailRows);
    if (!this.#thumbnails.has(number)) {
      const addresses = this.#fetchFile(`thumbnails-${number}`).then(decodeThumbnails);
      this.#thumbnails.set(number, addresses);
      // a failed fetch is tried again the next time
      addresses.catch(() => this.#thumbnails.delete(number));
    }
    return (await this.#thumbnails.get(number))[index % thumbnailRows];
  }
}
