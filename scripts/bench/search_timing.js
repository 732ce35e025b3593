// What page and peers time alike: the folded titles, the plain scan, and queries by percentiles.
import { fold } from "/site/search/fold.js";

export const now = () => performance.now();

export async function loadFolded(base) {
  const columns = await (await fetch(`${base}/columns.json`)).json();
  return { ...columns, folded: columns.titles.map(fold) };
}

/** The least milliseconds of each query over `passes`, until `budget` milliseconds are spent. */
export async function least(queries, passes, budget, search) {
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

export function includesScan(folded, query) {
  const rows = [];
  let total = 0;
  for (let row = 0; row < folded.length; row++) {
    if (!folded[row].includes(query)) continue;
    total++;
    if (rows.length < 50) rows.push(row);
  }
  return { total, rows };
}
