// The page's side of the worker of a large catalog (worker.js): asks, and hands on its answers.
import { scriptAddress } from "../lib/script-address.js";
import { BundleError } from "./file-reader.js";

/** Start a worker to search in; the function returned is searchHere() there. */
export function startWorker(workerUrl) {
  const worker = new Worker(scriptAddress(workerUrl), { type: "module" });
  const waiting = new Map();
  let count = 0;
  let failure = null;
  const ask = (message, transfer) =>
    new Promise((resolve, reject) => {
      if (failure !== null) throw failure;
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
    failure = new Error(`The search failed: ${reason}. Reload the page.`);
    for (const { reject } of waiting.values()) reject(failure);
    waiting.clear();
  });
  return async (bytes) => ({
    columns: await ask({ file: bytes }, [bytes.buffer]),
    search: (query, options) => ask({ query, options }),
    indexed: ask({ build: true }),
  });
}
