/** The catalog: search, filters and results, and adding what was found. */

import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { plural } from "../lib/text.js";
import { announce } from "../state/announce.js";
import { itemOf } from "../state/catalog-items.js";
import { addItems } from "../state/playlist.js";
import { toast } from "../state/toast.js";
import { telemetry } from "../telemetry/telemetry.js";
import { EmptyResult } from "./empty-result.jsx";
import { Filters } from "./filters.jsx";
import { ResultList } from "./result-list.jsx";
import { ResultsHead } from "./results-head.jsx";
import { SearchBar } from "./search-bar.jsx";

const idsKnown = signal(false);

async function addRows(catalog, wanted) {
  await catalog.idsReady;
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
  useEffect(() => {
    search.catalog.idsReady.then(() => (idsKnown.value = true));
  }, []);

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
  const open = async (place) => {
    await search.catalog.idsReady;
    location.assign(`/video/${search.catalog.videoId(search.found.value.rows[place])}/`);
  };
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
