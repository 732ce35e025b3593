// The worker of a large catalog: decodes and indexes it, then answers searches in turn.
import { decodeSearch } from "./decode.js";
import { BundleError } from "./file-reader.js";
import { foldTitles } from "./folded-titles.js";
import { buildIndexEngine } from "./index-engine.js";
import { parseQuery } from "./query.js";

let engine = null;

function open(bytes, tellColumns) {
  const columns = decodeSearch(bytes);
  // the page shows rows from its own copy; it can do so while the index is built
  tellColumns(columns);
  const steps = buildIndexEngine(columns, foldTitles(columns.titles));
  let step = steps.next();
  while (!step.done) step = steps.next();
  engine = step.value;
}

self.addEventListener("message", ({ data: { id, bytes, query, options } }) => {
  if (bytes === undefined) {
    self.postMessage({ id, result: engine.search(parseQuery(query), options) });
    return;
  }
  try {
    open(bytes, (result) => self.postMessage({ id, result }));
  } catch (error) {
    if (!(error instanceof BundleError)) throw error;
    self.postMessage({ id, damage: [error.file, error.reason] });
  }
});
