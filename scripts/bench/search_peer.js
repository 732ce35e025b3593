// The worker that measures one peer, so that the page can stop one that takes too long.
import { fold } from "/site/search/fold.js";
import { peers } from "./search_peers.js";
import { includesScan, least, loadFolded, now } from "./search_timing.js";

/** A peer on the same data: ready, latency, and how often its set is the plain scan's. */
async function measure({ name, base, queries, passes, budget }) {
  const { folded } = await loadFolded(base);
  const start = now();
  const search = await peers[name](folded);
  const ready = now() - start;
  postMessage({ ready });
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
  postMessage({ scan, own, exact: exact / compared });
}

addEventListener("message", ({ data }) => void measure(data));
