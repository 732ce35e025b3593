// The catalog as the pages use it: opens the search bundle, searches, tells rows.
import { decodeIds, decodeThumbnails, durationOf } from "./decode.js";
import { displayTitle } from "./display-title.js";
import { BundleError } from "./file-reader.js";
import { highlight } from "./highlight.js";
import { startWorker } from "./in-worker.js";
import { searchHere } from "./searcher.js";
import { titleOf } from "./titles.js";

const NO_CATEGORY = -1;

/**
 * Open the catalog the pointer names. Resolves as soon as titles can be searched; the ids follow
 * (`idsReady`). Rejects with BundleError for a damaged file, with fetch's TypeError when offline.
 *
 * `pointer` is what a page carries of the pointer, so that there is but the search file to wait for;
 * where that leads to no catalog any more, the pointer is fetched. Else `searchFile` is the search
 * file it is expected to name, so that the two are fetched side by side. `workerUrl`, for a large
 * catalog, is a script that runs worker.js: searches run there.
 */
export async function openCatalog(
  pointerUrl = "/catalog.json",
  { fetch = globalThis.fetch, pointer, searchFile, workerUrl } = {},
) {
  const search = workerUrl === undefined ? searchHere : startWorker(workerUrl);
  const load = loader(fetch, pointerUrl);
  const open = async (known, file) => {
    return new Catalog(known, await search(await file), (role) => load.role(known, role));
  };
  if (pointer !== undefined) {
    try {
      return await open(pointer, load.role(pointer, "search"));
    } catch {
      // the page is of a release that is gone, or else the same error comes again below
    }
  }
  const early = searchFile === undefined ? null : load.file(searchFile);
  // it may be of another release than the pointer: then nobody wants it, nor its error
  early?.catch(() => {});
  const current = await load.pointer();
  return open(current, current.files.search === searchFile ? early : load.role(current, "search"));
}

/** How pointer and files are fetched; all reject with what the server said. */
function loader(fetch, pointerUrl) {
  const load = async (url) => {
    const response = await fetch(url);
    if (response.ok) return response;
    throw new Error(`Could not load ${url}: the server says ${response.status}.`);
  };
  const file = async (path) => {
    return new Uint8Array(await (await load(besides(pointerUrl, path))).arrayBuffer());
  };
  const role = async ({ files }, name) => {
    if (files[name] !== undefined) return file(files[name]);
    throw new BundleError(name, "the catalog does not name it");
  };
  return { pointer: async () => (await load(pointerUrl)).json(), file, role };
}

/** The address of a file the pointer names; an address without a host stays one. */
function besides(pointerUrl, path) {
  const nowhere = "http://nowhere.invalid";
  const base = new URL(pointerUrl, globalThis.location?.href ?? nowhere);
  const address = new URL(path, base).href;
  return address.startsWith(nowhere) ? address.slice(nowhere.length) : address;
}

class Catalog {
  #columns;
  #search;
  #fetchFile;
  #ids = null;
  #idsComing = null;
  #rowOfId = null;
  #thumbnails = new Map();
  #numberOf;

  constructor(pointer, { columns, search, indexed }, fetchFile) {
    const { snapshot_id: snapshotId, taken_at: takenAt, item_count: itemCount } = pointer;
    if (columns.count !== itemCount || columns.categoryCount !== pointer.categories.length) {
      throw new BundleError("search", "it belongs to another catalog");
    }
    this.info = { snapshotId, takenAt, itemCount, categories: pointer.categories };
    this.#columns = columns;
    this.#search = search;
    this.#fetchFile = fetchFile;
    this.#numberOf = new Map(pointer.categories.map(({ name }, index) => [name, index]));
    this.#askForIds();
    /** Settles when searches have become as fast as they get. */
    this.indexed = indexed;
    this.highlight = highlight;
  }

  /** Settles when videoId() and indexOf() can be used; after a failure, asking is another try. */
  get idsReady() {
    return this.#idsComing ?? this.#askForIds();
  }

  #askForIds() {
    this.#idsComing = this.#fetchIds();
    // whoever awaits it gets the error; nobody awaiting it is no error by itself
    this.#idsComing.catch(() => (this.#idsComing = null));
    return this.#idsComing;
  }

  async #fetchIds() {
    // nearly half of all bytes, and nothing to search: after what is searched for at once
    await new Promise((resolve) => setTimeout(resolve));
    this.#ids = await decodeIds(await this.#fetchFile("ids"), this.#columns.count);
  }

  /**
   * Search: {total, rows, categoryCounts, query, allRows}. `rows` are the row numbers of the page
   * that `limit` and `offset` ask for, best first; allRows() promises those of all hits.
   */
  async search(query, { categories = [], mode = "any", limit = 50, offset = 0 } = {}) {
    const chosen = categories.map((name) => this.#numberOf.get(name) ?? NO_CATEGORY);
    const found = await this.#search(query, { chosen, mode, limit, offset });
    const allRows = async () => {
      if (found.rows.length === found.total) return found.rows;
      return (await this.#search(query, { chosen, mode, limit: found.total, offset: 0 })).rows;
    };
    return { ...found, query, allRows };
  }

  /** What is known of a row, except its id and thumbnail. */
  row(index) {
    const { titles, durations, sets, setOf, unavailable } = this.#columns;
    const title = titleOf(titles, index);
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
