// The search itself, as it runs on this thread, or in the worker of a large catalog.
import { decodeSearch } from "./decode.js";
import { halfFold } from "./folded-titles.js";
import { buildIndexEngine } from "./index-engine.js";
import { parseQuery } from "./query.js";
import { ScanEngine } from "./scan-engine.js";

const STEP_MS = 8;

/** Search for what was typed at once by scanning; `build` makes that quicker, in steps. */
export class Searcher {
  #engine;
  #half;

  /** `columns` from decodeSearch(). */
  constructor(columns) {
    this.columns = columns;
    this.#half = halfFold(columns.titles);
    this.#engine = new ScanEngine(columns, this.#half);
  }

  search(typed, options) {
    return this.#engine.search(parseQuery(typed), options);
  }

  /** Build the index, some milliseconds each time that `whenIdle` calls back. */
  build(whenIdle) {
    const steps = buildIndexEngine(this.columns, this.#half);
    return new Promise((resolve, reject) => {
      const run = () => {
        try {
          const until = performance.now() + STEP_MS;
          let step = steps.next();
          while (!step.done && performance.now() < until) step = steps.next();
          if (!step.done) return void whenIdle(run);
          this.#engine = step.value;
          this.#half = null;
          resolve();
        } catch (error) {
          reject(error);
        }
      };
      whenIdle(run);
    });
  }
}

/** Search on this thread: {columns, search, indexed}; `indexed` settles when the index is used. */
export async function searchHere(bytes) {
  const searcher = new Searcher(await decodeSearch(bytes));
  const whenIdle = globalThis.requestIdleCallback ?? ((step) => setTimeout(step, 1));
  return {
    columns: searcher.columns,
    search: async (...asked) => searcher.search(...asked),
    indexed: searcher.build(whenIdle),
  };
}
