// Where the search runs: on this thread while that is quick, in a worker for a large catalog.
import { decodeSearch } from "./decode.js";
import { BundleError } from "./file-reader.js";
import { foldTitles } from "./folded-titles.js";
import { buildIndexEngine } from "./index-engine.js";
import { parseQuery } from "./query.js";
import { ScanEngine } from "./scan-engine.js";

const STEP_MS = 8;
const whenIdle = globalThis.requestIdleCallback ?? ((step) => setTimeout(step, 1));

/**
 * Search on this thread: {columns, searchSync, search, indexed}. The first searches scan; the index
 * is built when the page is idle, after which `indexed` settles.
 */
export function searchHere(bytes) {
  const columns = decodeSearch(bytes);
  const titles = foldTitles(columns.titles);
  let engine = new ScanEngine(columns, titles);
  const searchSync = (query, options) => engine.search(parseQuery(query), options);
  const indexed = runWhenIdle(buildIndexEngine(columns, titles)).then((built) => {
    engine = built;
  });
  return { columns, searchSync, search: async (...asked) => searchSync(...asked), indexed };
}

function runWhenIdle(steps) {
  return new Promise((resolve, reject) => {
    const run = () => {
      const until = performance.now() + STEP_MS;
      try {
        let step = steps.next();
        while (!step.done && performance.now() < until) step = steps.next();
        if (step.done) resolve(step.value);
        else whenIdle(run);
      } catch (error) {
        reject(error);
      }
    };
    whenIdle(run);
  });
}

/** Search in a worker, which is handed the bytes: the same, without searchSync. */
export function searchInWorker(bytes, workerUrl) {
  const worker = new Worker(workerUrl, { type: "module" });
  const waiting = new Map();
  let count = 0;
  const ask = (message, transfer) =>
    new Promise((resolve, reject) => {
      waiting.set(++count, { resolve, reject });
      worker.postMessage({ id: count, ...message }, transfer);
    });
  worker.addEventListener("message", ({ data: { id, result, damage } }) => {
    const { resolve, reject } = waiting.get(id);
    waiting.delete(id);
    if (damage === undefined) resolve(result);
    else reject(new BundleError(...damage));
  });
  worker.addEventListener("error", (event) => {
    const reason = event.message ?? "its script could not be loaded";
    for (const { reject } of waiting.values()) reject(new Error(`The search failed: ${reason}.`));
    waiting.clear();
  });
  const search = (query, options) => ask({ query, options });
  return ask({ bytes }, [bytes.buffer]).then((columns) => ({
    columns,
    searchSync: null,
    search,
    indexed: search("", { limit: 0 }).then(() => undefined),
  }));
}
