// The worker of a large catalog: decodes it, answers searches, and builds the index between them.
import { decodeSearch } from "./decode.js";
import { BundleError } from "./file-reader.js";
import { Searcher } from "./searcher.js";

// the first query comes with the page: it shall not wait for a step of building
const BUILD_AFTER_MS = 100;
const turns = new MessageChannel();
let searcher = null;
let isBuilding = false;

/** Call back when the messages that have come meanwhile are answered. */
function afterMessages(step) {
  turns.port1.onmessage = step;
  if (isBuilding) turns.port2.postMessage(null);
  else setTimeout(() => turns.port2.postMessage(null), BUILD_AFTER_MS);
  isBuilding = true;
}

async function open(id, bytes) {
  const columns = await decodeSearch(bytes);
  // the page shows rows from its own copy, which it unpacks while the titles are folded here
  self.postMessage({ id, result: columns });
  searcher = new Searcher(columns);
}

async function answer(id, { file, build, query, options }) {
  if (file !== undefined) await open(id, file);
  else if (build) self.postMessage({ id, result: await searcher.build(afterMessages) });
  else self.postMessage({ id, result: searcher.search(query, options) });
}

self.addEventListener("message", async ({ data: { id, ...asked } }) => {
  try {
    await answer(id, asked);
  } catch (error) {
    if (error instanceof BundleError) self.postMessage({ id, damage: [error.file, error.reason] });
    // which ends up in the page's "error" listener
    else reportError(error);
  }
});
