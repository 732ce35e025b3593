/** The search as signals: what is asked, what was found, which row is walked to. */

import { batch, signal } from "@preact/signals";
import { formatSearch, historyAction, parseSearch } from "../lib/url-state.js";
import { plural } from "../lib/text.js";
import { waysOut } from "../lib/ways-out.js";
import { measureSearch, telemetry } from "../telemetry/telemetry.js";
import { writeAddress } from "./address.js";
import { announce } from "./announce.js";

const TELL_AFTER_MS = 700;
/** More rows than any window shows; those after them follow when these are on the page. */
const FIRST_ROWS = 200;

/** @param {object} catalog what `openCatalog` gave */
export function createCatalogSearch(catalog) {
  const asked = signal(parseSearch(location.search));
  const found = signal(null);
  const active = signal(-1);
  const exits = signal([]);
  const nameOf = new Map(catalog.info.categories.map(({ slug, name }) => [slug, name]));
  const namesOf = (slugs) => slugs.map((slug) => nameOf.get(slug)).filter((name) => name !== undefined);
  let run = 0;
  let typedAt = -Infinity;

  const ask = ({ query, categories, mode }, limit) =>
    catalog.search(query, { categories: namesOf(categories), mode, limit });

  async function takeAllRows(result, mine) {
    // a task later than the answer, so that it does not wait for what nobody sees yet
    await new Promise((resolve) => setTimeout(resolve));
    if (mine !== run) return;
    const rows = await result.allRows();
    if (mine === run) found.value = { ...found.value, rows };
  }

  async function search(typedSince) {
    run += 1;
    const mine = run;
    const state = asked.value;
    if (state.query || state.categories.length) telemetry.searched();
    const result = await ask(state, FIRST_ROWS);
    if (mine !== run) return;
    const exitList = result.total ? [] : await waysOut(state, async (s) => (await ask(s, 0)).total);
    if (mine !== run) return;
    batch(() => {
      found.value = { ...result, state };
      active.value = -1;
      exits.value = exitList;
    });
    if (typedSince !== undefined && state.query) measureSearch(typedSince);
    announce(result.total ? `${plural(result.total, "result")}` : "No results", TELL_AFTER_MS);
    if (result.rows.length < result.total) takeAllRows(result, mine);
  }

  function remember(before, after) {
    const now = performance.now();
    const action = historyAction(before, after, now - typedAt);
    if (before.query !== after.query) typedAt = now;
    if (action === "none") return;
    writeAddress(location.pathname + formatSearch(after), action === "push");
  }

  /**
   * Asks for something else: `change({mode: "all"})`; the address follows. `typedSince` is when the
   * key for it was pressed, on performance's clock.
   */
  function change(part, typedSince) {
    const before = asked.value;
    const after = { ...before, ...part };
    remember(before, after);
    asked.value = after;
    return search(typedSince);
  }

  addEventListener("popstate", () => {
    typedAt = -Infinity;
    asked.value = parseSearch(location.search);
    search();
  });

  return { catalog, asked, found, active, exits, change, search, nameOf };
}
