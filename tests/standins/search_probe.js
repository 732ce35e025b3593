// Searches a served site from outside, with the program the browser runs.
// usage: node search_probe.js SITE QUERY → {"total", "titles", "milliseconds", "count"}
import { openCatalog } from "../../site_templates/static/js/search/client.js";

const [site, query] = process.argv.slice(2);
const catalog = await openCatalog(new URL("/catalog.json", site).href);
const started = performance.now();
const found = await catalog.search(query, { limit: 5 });
const rows = [...found.rows];
const milliseconds = performance.now() - started;
await catalog.idsReady;
console.log(
  JSON.stringify({
    total: found.total,
    titles: rows.map((row) => catalog.row(row).title),
    ids: rows.map((row) => catalog.videoId(row)),
    count: catalog.info.itemCount,
    milliseconds,
  }),
);
