/** The catalog: search, filters and results, and adding what was found. */

import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { plural } from "../lib/text.js";
import { announce } from "../state/announce.js";
import { haveIds, itemOf } from "../state/catalog-items.js";
import { addItems } from "../state/playlist.js";
import { poll } from "../state/poll.js";
import { toast } from "../state/toast.js";
import { telemetry } from "../telemetry/telemetry.js";
import { EmptyResult } from "./empty-result.jsx";
import { Filters } from "./filters.jsx";
import { ResultList } from "./result-list.jsx";
import { ResultsHead } from "./results-head.jsx";
import { SearchBar } from "./search-bar.jsx";

const IDS_AGAIN_MS = 10_000;
const idsKnown = signal(false);

/** Links and marks wait for the ids; where those do not come at once, they follow. */
function watchIds(catalog) {
  const watch = poll(
    () =>
      catalog.idsReady.then(
        () => {
          idsKnown.value = true;
          watch.stop();
        },
        // who adds something meanwhile is told
        () => {},
      ),
    () => IDS_AGAIN_MS,
  );
}

async function addRows(catalog, wanted) {
  if (!(await haveIds(catalog, () => addRows(catalog, wanted)))) return;
  const addable = wanted.filter((row) => catalog.row(row).unavailableReason === null);
  if (!addable.length) {
    toast(`Cannot be queued: ${catalog.row(wanted[0]).unavailableReason}`);
    return;
  }
  const name = wanted.length === 1 ? catalog.row(addable[0]).displayTitle : plural(addable.length, "item");
  addItems(addable.map((row) => itemOf(catalog, row)), name);
  telemetry.added();
}

export function CatalogPage({ search, restore }) {
  const revealer = useRef(() => {});
  const found = search.found.value;
  useEffect(() => watchIds(search.catalog), []);

  const walk = (step) => {
    const { rows, total } = search.found.value;
    if (!total) return;
    // up from the first result leads back to the field, with no result chosen
    const to = Math.max(-1, Math.min(rows.length - 1, search.active.value + step));
    search.active.value = to;
    if (to < 0) return;
    revealer.current(to);
    announce(`${search.catalog.row(rows[to]).displayTitle}, ${to + 1} of ${total}`, 150);
  };
  const openRow = async (row) => {
    if (await haveIds(search.catalog, () => openRow(row))) location.assign(`/video/${search.catalog.videoId(row)}/`);
  };
  const open = (place) => openRow(search.found.value.rows[place]);
  const add = (place) => addRows(search.catalog, [search.found.value.rows[place]]);
  const addAll = async () => addRows(search.catalog, [...(await search.found.value.allRows())]);
  return (
    <>
      <SearchBar search={search} onWalk={walk} onChoose={add} onOpen={open} restore={restore} />
      <Filters search={search} />
      <ResultsHead search={search} onAddAll={addAll} />
      {found.total > 0 ? (
        <ResultList search={search} ids={idsKnown.value} onAdd={add} revealer={revealer} />
      ) : (
        <EmptyResult search={search} />
      )}
    </>
  );
}
