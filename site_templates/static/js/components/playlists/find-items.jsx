/** A small search of the catalog: what is typed, the best hits, and a button for each. */

import { useEffect, useState } from "preact/hooks";
import { plural } from "../../lib/text.js";
import { stopwatch } from "../../lib/time.js";
import { withCatalog } from "../../state/catalog-on-demand.js";
import { telemetry } from "../../telemetry/telemetry.js";
import { Icon } from "../icon.jsx";

const MOST = 8;

function hits(query) {
  return withCatalog(async (catalog) => {
    const { rows, total } = await catalog.search(query, { limit: MOST });
    const items = [...rows].map((row) => {
      const { displayTitle: title, durationSeconds, unavailableReason: reason } = catalog.row(row);
      return { videoId: catalog.videoId(row), title, durationSeconds, reason };
    });
    return { items, total };
  });
}

/** `onChoose(item)`; `verb` is what the buttons do: "Add". */
export function FindItems({ id, label, verb, initial = "", onChoose }) {
  const [query, setQuery] = useState(initial);
  const [found, setFound] = useState(null);
  useEffect(() => {
    if (!query.trim()) {
      setFound(null);
      return undefined;
    }
    telemetry.searched();
    let current = true;
    const take = (result) => current && setFound(result);
    hits(query).then(take, () => take({ failed: true, items: [], total: 0 }));
    return () => (current = false);
  }, [query]);
  const choose = (item) => {
    onChoose(item);
    telemetry.added();
  };
  const onKeyDown = (event) => {
    const first = found?.items.find(({ reason }) => !reason);
    if (event.key !== "Enter" || !first) return;
    event.preventDefault();
    choose(first);
  };
  return (
    <div class="find">
      <label for={id}>{label}</label>
      <input
        id={id}
        type="search"
        value={query}
        autoComplete="off"
        spellcheck={false}
        onInput={(event) => setQuery(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      {found && (
        <p class="find-count" role="status">
          {found.failed ? "The catalog could not be loaded: type again to try again." : plural(found.total, "result")}
        </p>
      )}
      <ul class="find-hits">
        {found?.items.map((item) => (
          <li key={item.videoId}>
            <span class="entry">
              <span class="entry-title" dir="auto">
                {item.title}
              </span>
              <span class="entry-facts">
                {stopwatch(item.durationSeconds)}
                {item.reason && <span class="warn-text">{item.reason}</span>}
              </span>
            </span>
            {!item.reason && (
              <button type="button" class="add" aria-label={`${verb} ${item.title}`} onClick={() => choose(item)}>
                <Icon name={verb === "Add" ? "plus" : "check"} />
              </button>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
