// What the search benchmark runs in the browser; search.py calls `bench` and reads its answers.
import { openCatalog } from "/site/search/client.js";
import { fold } from "/site/search/fold.js";
import { peers } from "./search_peers.js";

const now = () => performance.now();

/** Milliseconds until columns.json is an object. */
async function readyColumns(base) {
  const start = now();
  const response = await fetch(`${base}/columns.json`);
  const columns = JSON.parse(await response.text());
  return { ms: now() - start, count: columns.titles.length };
}

/** The catalog opened as the site opens it: the page names the search file, and a worker or none. */
function open(base, workerUrl) {
  return openCatalog(`${base}/catalog.json`, {
    searchFile: "search",
    workerUrl: workerUrl ?? undefined,
  });
}

/** Milliseconds until the catalog has answered its first query. */
async function readyCatalog(base, workerUrl) {
  const start = now();
  const catalog = await open(base, workerUrl);
  const opened = now() - start;
  const { total } = await catalog.search("the");
  const ms = now() - start;
  await catalog.indexed;
  return { opened, ms, indexed: now() - start, total };
}

async function loadFolded(base) {
  const columns = await (await fetch(`${base}/columns.json`)).json();
  return { ...columns, folded: columns.titles.map(fold) };
}

/** The least milliseconds of each query over `passes`, until `budget` milliseconds are spent. */
async function least(queries, passes, budget, search) {
  const times = new Float64Array(queries.length).fill(Infinity);
  const end = now() + budget;
  let asked = 0;
  for (let pass = 0; pass < passes && now() < end; pass++) {
    for (let index = 0; index < queries.length && now() < end; index++) {
      const start = now();
      const answer = search(queries[index], index);
      if (answer instanceof Promise) await answer;
      times[index] = Math.min(times[index], now() - start);
      asked = Math.max(asked, index + 1);
    }
  }
  return { ...percentiles(times.slice(0, asked)), queries: asked };
}

function percentiles(times) {
  const sorted = times.sort();
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

function includesScan(folded, query) {
  const rows = [];
  let total = 0;
  for (let row = 0; row < folded.length; row++) {
    if (!folded[row].includes(query)) continue;
    total++;
    if (rows.length < 50) rows.push(row);
  }
  return { total, rows };
}

/** The plain scan and ours, one right after the other, on the same queries. */
async function keystrokes(base, workerUrl, queries, masks, { passes, budget }) {
  const { folded } = await loadFolded(base);
  const wanted = queries.map(fold);
  const scan = await least(wanted, passes, budget, (query) => includesScan(folded, query));
  const catalog = await open(base, workerUrl);
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

/** A peer on the same data: ready, latency, and how often its set is the plain scan's. */
async function peer(name, base, queries, { passes, budget }) {
  const { folded } = await loadFolded(base);
  const start = now();
  const search = await peers[name](folded);
  const ready = now() - start;
  const wanted = queries.map(fold);
  const scan = await least(wanted, passes, budget / 4, (query) => includesScan(folded, query));
  const own = await least(wanted, passes, budget, (query) => search(query));
  let exact = 0;
  let compared = 0;
  const end = now() + budget;
  for (const query of wanted.slice(0, own.queries)) {
    if (now() > end) break;
    const truth = folded.flatMap((text, row) => (text.includes(query) ? [row] : []));
    const found = [...search(query)].sort((one, other) => one - other);
    if (found.length === truth.length && found.every((row, at) => row === truth[at])) exact++;
    compared++;
  }
  return { ready, scan, own, exact: exact / compared };
}

/** Bytes that the catalog keeps, workers included; null where the browser cannot tell. */
async function memory(base, workerUrl) {
  const before = await performance.measureUserAgentSpecificMemory();
  globalThis.kept = await open(base, workerUrl);
  await globalThis.kept.indexed;
  await globalThis.kept.idsReady;
  const after = await performance.measureUserAgentSpecificMemory();
  return after.bytes - before.bytes;
}

globalThis.bench = { readyColumns, readyCatalog, keystrokes, peer, memory };
