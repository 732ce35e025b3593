// What the search benchmark runs in the browser; search.py calls `bench` and reads its answers.
import { fold } from "/site/search/fold.js";
import { includesScan, least, loadFolded, now } from "./search_timing.js";

// as a site build makes it: bundled, named by its content
const { openCatalog } = await import(new URL(location.href).searchParams.get("program"));

/** Milliseconds until columns.json is an object. */
async function readyColumns(base) {
  const start = now();
  const response = await fetch(`${base}/columns.json`);
  const columns = JSON.parse(await response.text());
  return { ms: now() - start, count: columns.titles.length };
}

/** The catalog opened as its page opens it, which carries the pointer, and names a worker or none. */
function open(base, { pointer, worker }) {
  return openCatalog(`${base}/catalog.json`, {
    pointer: JSON.parse(pointer),
    workerUrl: worker ?? undefined,
  });
}

/** Milliseconds until the catalog has answered its first query. */
async function readyCatalog(base, carried) {
  const start = now();
  const catalog = await open(base, carried);
  const opened = now() - start;
  const { total } = await catalog.search("the");
  const ms = now() - start;
  await catalog.indexed;
  return { opened, ms, indexed: now() - start, total };
}

/** The plain scan and ours, one right after the other, on the same queries. */
async function keystrokes(base, carried, queries, masks, { passes, budget }) {
  const { folded } = await loadFolded(base);
  const wanted = queries.map(fold);
  const scan = await least(wanted, passes, budget, (query) => includesScan(folded, query));
  const catalog = await open(base, carried);
  await catalog.indexed;
  const plain = await least(queries, passes, budget, (query) => catalog.search(query));
  const masked = await least(queries, passes, budget, (query, index) =>
    catalog.search(query, { categories: masks[index], mode: index % 2 ? "all" : "any" }),
  );
  const everything = await least(queries, passes, budget / 2, (query) =>
    catalog.search(query, { limit: Infinity }),
  );
  return { scan, plain, masked, everything };
}

/** A peer on the same data, in a worker: what it told until it was done or `timeout` was over. */
function peer(name, base, queries, { passes, budget, timeout }) {
  const worker = new Worker("/bench/search_peer.js", { type: "module" });
  const told = {};
  return new Promise((resolve, reject) => {
    const stop = setTimeout(() => resolve({ ...told, stopped: timeout / 1000 }), timeout);
    worker.addEventListener("error", (event) => reject(new Error(`${name}: ${event.message}`)));
    worker.addEventListener("message", ({ data }) => {
      Object.assign(told, data);
      if (told.own === undefined) return;
      clearTimeout(stop);
      resolve(told);
    });
    worker.postMessage({ name, base, queries, passes, budget });
  }).finally(() => worker.terminate());
}

/** Bytes that the catalog keeps, workers included; null where the browser cannot tell. */
async function memory(base, carried) {
  const before = await performance.measureUserAgentSpecificMemory();
  globalThis.kept = await open(base, carried);
  await globalThis.kept.indexed;
  await globalThis.kept.idsReady;
  const after = await performance.measureUserAgentSpecificMemory();
  return after.bytes - before.bytes;
}

globalThis.bench = { readyColumns, readyCatalog, keystrokes, peer, memory };
