/** What the editor shows of one entry: as in a working playlist, and what is special about it here. */

import { EntryFacts, EntryTitle } from "../playlist-entry.jsx";

const ORIGINS = { theirs: "theirs", mine: "yours" };

/** For OrderedList: `detail` is "place of the first|origin" as made by `detailsOf`. */
export const savedRenderer = ({ spanOf }) =>
  function renderSavedEntry(entry, detail) {
    const [first, origin] = detail.split("|");
    return (
      <div class="entry">
        <EntryTitle entry={entry} />
        <EntryFacts entry={entry} span={spanOf(entry.key)} first={first ? Number(first) : undefined}>
          {origin && <span class="badge badge-origin">{ORIGINS[origin]}</span>}
          {entry.reason && <span class="warn-text">Cannot be queued: {entry.reason}</span>}
          {entry.reason && (
            <button type="button" class="link-button" data-replace={entry.key}>
              Replace…
            </button>
          )}
        </EntryFacts>
      </div>
    );
  };

/** Entry → its detail: `repeated` and `origins` by key. */
export const detailsOf = (repeated, origins) => (entry) =>
  `${repeated.get(entry.key) ?? ""}|${origins.get(entry.key) ?? ""}`;
