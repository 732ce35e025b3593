// Holds the index engine against the plain rules applied to every title of the columnar JSON.
// usage: node search_oracle.mjs FOLDER QUERIES.json FROM STEP → {"checked", "wrong": […]}
import { readFileSync } from "node:fs";
import { decodeSearch } from "../../site_templates/static/js/search/decode.js";
import { fold } from "../../site_templates/static/js/search/fold.js";
import { foldTitles } from "../../site_templates/static/js/search/folded-titles.js";
import { buildIndexEngine } from "../../site_templates/static/js/search/index-engine.js";
import { NO_MATCH, parseQuery, tierOf } from "../../site_templates/static/js/search/query.js";

const [folder, queriesFile, from, step] = process.argv.slice(2);
const columns = JSON.parse(readFileSync(`${folder}/columns.json`, "utf8"));
const folded = columns.titles.map(fold);
const decoded = decodeSearch(new Uint8Array(readFileSync(`${folder}/search`)));
const steps = buildIndexEngine(decoded, foldTitles(decoded.titles));
let built = steps.next();
while (!built.done) built = steps.next();
const engine = built.value;

function plain(query, { chosen, mode }) {
  const tiers = [[], [], [], [], [], []];
  const categoryCounts = columns.names.map(() => 0);
  const method = mode === "all" ? "every" : "some";
  for (let row = 0; row < folded.length; row++) {
    const tier = query.literal === "" ? 0 : tierOf(query, folded[row], () => columns.titles[row]);
    if (tier === NO_MATCH) continue;
    const own = columns.categories[row];
    const passes = chosen.length === 0 || chosen[method]((category) => own.includes(category));
    if (passes) tiers[tier].push(row);
    if (passes || mode === "any") for (const category of own) categoryCounts[category]++;
  }
  const rows = tiers.flat();
  return { total: rows.length, rows: rows.slice(0, 50), categoryCounts };
}

const queries = JSON.parse(readFileSync(queriesFile, "utf8"));
const wrong = [];
let checked = 0;
for (let index = Number(from); index < queries.length; index += Number(step)) {
  const [text, chosen, mode] = queries[index];
  const query = parseQuery(text);
  const { total, rows, categoryCounts } = engine.search(query, { chosen, mode, limit: 50 });
  const got = { total, rows, categoryCounts: [...categoryCounts] };
  if (JSON.stringify(got) !== JSON.stringify(plain(query, { chosen, mode }))) wrong.push(text);
  checked++;
}
console.log(JSON.stringify({ checked, wrong }));
