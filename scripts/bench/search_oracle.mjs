// Holds the index engine against the plain rules applied to every title of the columnar JSON.
// usage: node search_oracle.mjs FOLDER QUERIES.json FROM STEP → {"checked", "wrong": […]}
import { readFileSync } from "node:fs";
import { decodeSearch } from "../../site_templates/static/js/search/decode.js";
import { fold, lower } from "../../site_templates/static/js/search/fold.js";
import { halfFold } from "../../site_templates/static/js/search/folded-titles.js";
import { buildIndexEngine } from "../../site_templates/static/js/search/index-engine.js";
import {
  ALL_TERMS,
  INSIDE,
  LITERAL,
  NO_MATCH,
  parseQuery,
  SQUASHED,
  STARTS_TITLE,
  STARTS_WORD,
} from "../../site_templates/static/js/search/query.js";

const [folder, queriesFile, from, step] = process.argv.slice(2);
const columns = JSON.parse(readFileSync(`${folder}/columns.json`, "utf8"));
// one text of all folded titles, and one without spaces: scanned for each query from end to end
const folded = joined(columns.titles.map(fold));
const squashed = joined(columns.titles.map((title) => fold(title).replaceAll(" ", "")));
const decoded = await decodeSearch(new Uint8Array(readFileSync(`${folder}/search`)));
const steps = buildIndexEngine(decoded, halfFold(decoded.titles));
let built = steps.next();
while (!built.done) built = steps.next();
const engine = built.value;

function joined(texts) {
  const starts = new Uint32Array(texts.length + 1);
  texts.forEach((text, row) => (starts[row + 1] = starts[row] + text.length + 2));
  return { texts, starts, text: texts.map((text) => `\n ${text}`).join("") };
}

/** Return the tier of a title, or NO_MATCH; `title` is a function, for it is rarely needed. */
function tierOf(query, foldedTitle, title) {
  const { folded, literal, terms, squashed } = query;
  if (literal === "") return STARTS_TITLE;
  if (folded === "") return lower(title()).includes(literal) ? LITERAL : NO_MATCH;
  if (foldedTitle.includes(folded)) {
    if (foldedTitle.startsWith(folded)) return STARTS_TITLE;
    return foldedTitle.includes(` ${folded}`) ? STARTS_WORD : INSIDE;
  }
  if (terms.every((term) => foldedTitle.includes(term))) return ALL_TERMS;
  return squashed !== "" && startsSquashed(foldedTitle, squashed) ? SQUASHED : NO_MATCH;
}

function startsSquashed(foldedTitle, squashedQuery) {
  const squashedTitle = foldedTitle.replaceAll(" ", "");
  if (!squashedTitle.includes(squashedQuery)) return false;
  let start = 0;
  for (const word of foldedTitle.split(" ")) {
    if (squashedTitle.startsWith(squashedQuery, start)) return true;
    start += word.length;
  }
  return false;
}

/** The rows whose text holds `wanted`. */
function* holding({ text, starts }, wanted) {
  let row = 0;
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, starts[row + 1])) {
    while (starts[row + 1] <= at) row++;
    yield row;
  }
}

/** The tier of each row that can match at all, by the plain rules. */
function tiersOf(query) {
  const tiers = new Map();
  const add = (row) => {
    if (tiers.has(row)) return;
    const tier = tierOf(query, folded.texts[row], () => columns.titles[row]);
    if (tier !== NO_MATCH) tiers.set(row, tier);
  };
  if (query.folded === "") columns.titles.forEach((_, row) => add(row));
  else for (const row of holding(folded, query.terms[0])) add(row);
  if (query.squashed !== "") for (const row of holding(squashed, query.squashed)) add(row);
  return tiers;
}

function plain(found, { chosen, mode }) {
  const tiers = [[], [], [], [], [], []];
  const categoryCounts = columns.names.map(() => 0);
  const method = mode === "all" ? "every" : "some";
  for (const [row, tier] of found) {
    const own = columns.categories[row];
    const passes = chosen.length === 0 || chosen[method]((category) => own.includes(category));
    if (passes) tiers[tier].push(row);
    if (passes || mode === "any") for (const category of own) categoryCounts[category]++;
  }
  const rows = tiers.flatMap((found) => found.sort((one, other) => one - other));
  return { total: rows.length, rows: rows.slice(0, 50), categoryCounts };
}

// what was typed more than once, with other categories, is looked for once: each "e" takes a second
const asked = new Map();
for (const search of JSON.parse(readFileSync(queriesFile, "utf8"))) {
  if (!asked.has(search[0])) asked.set(search[0], []);
  asked.get(search[0]).push(search);
}
const wrong = [];
let checked = 0;
for (const [index, [text, searches]] of [...asked].entries()) {
  if (index % Number(step) !== Number(from)) continue;
  const query = parseQuery(text);
  const found = tiersOf(query);
  for (const [, chosen, mode] of searches) {
    const { total, rows, categoryCounts } = engine.search(query, { chosen, mode, limit: 50 });
    const got = { total, rows: [...rows], categoryCounts: [...categoryCounts] };
    if (JSON.stringify(got) !== JSON.stringify(plain(found, { chosen, mode }))) wrong.push(text);
    checked++;
  }
}
console.log(JSON.stringify({ checked, wrong }));
