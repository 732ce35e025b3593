// The browser's search, driven by the tests of the Python rules: a JSON request a line, an answer
// a line. {fold: [text…]} | {displayTitle: [text…]} | {open: {name: base64}} | {search: [[…]…]}
import { createInterface } from "node:readline";
import {
  decodeIds,
  decodeSearch,
  decodeThumbnails,
  durationOf,
} from "../../site_templates/static/js/search/decode.js";
import { displayTitle } from "../../site_templates/static/js/search/display-title.js";
import { fold, lower } from "../../site_templates/static/js/search/fold.js";
import { halfFold } from "../../site_templates/static/js/search/folded-titles.js";
import { buildIndexEngine } from "../../site_templates/static/js/search/index-engine.js";
import { parseQuery } from "../../site_templates/static/js/search/query.js";
import { ScanEngine } from "../../site_templates/static/js/search/scan-engine.js";
import { titleOf } from "../../site_templates/static/js/search/titles.js";

let columns = null;
let engines = {};

function runToEnd(steps) {
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value;
}

async function open(files) {
  const bytes = Object.fromEntries(
    Object.entries(files).map(([role, text]) => [
      role,
      new Uint8Array(Buffer.from(text, "base64")),
    ]),
  );
  columns = await decodeSearch(bytes.search);
  const half = halfFold(columns.titles);
  engines = {
    scan: new ScanEngine(columns, half),
    index: runToEnd(buildIndexEngine(columns, half)),
  };
  const { durations, sets, setOf, unavailable } = columns;
  const thumbnails = Object.keys(bytes).filter((role) => role.startsWith("thumbnails-")).length;
  return {
    ids: await decodeIds(bytes.ids, columns.count),
    titles: Array.from(setOf, (_, row) => titleOf(columns.titles, row)),
    seconds: Array.from(setOf, (_, row) => durationOf(durations, row)),
    categories: Array.from(setOf, (set) => sets[set]),
    unavailable: [...unavailable],
    thumbnails: (
      await Promise.all(
        Array.from({ length: thumbnails }, (_, number) => decodeThumbnails(bytes[`thumbnails-${number}`])),
      )
    ).flat(),
  };
}

function search([engine, query, options]) {
  const limit = options.limit ?? Infinity;
  const { total, rows, categoryCounts } = engines[engine].search(parseQuery(query), {
    ...options,
    limit,
  });
  return { total, rows: [...rows], categoryCounts: [...categoryCounts] };
}

const tasks = {
  fold: (texts) => texts.map((text) => [fold(text), lower(text)]),
  displayTitle: (texts) => texts.map(displayTitle),
  open,
  search: (searches) => searches.map(search),
};

for await (const line of createInterface({ input: process.stdin })) {
  const [[task, argument]] = Object.entries(JSON.parse(line));
  let answer;
  try {
    answer = { answer: await tasks[task](argument) };
  } catch (error) {
    answer = { error: `${error.name}: ${error.message}` };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
