/** Items by rank: how often, when last, and the way into the working playlist. */

import { useEffect, useRef, useState } from "preact/hooks";
import { AddButton } from "../components/add-button.jsx";
import { Ago } from "../components/ago.jsx";
import { plural } from "../lib/text.js";
import { Poster } from "../queue/poster.jsx";
import { counts } from "../state/playlist.js";
import { addKnown, knownItems, lookUp } from "./known-items.js";

const AT_FIRST = 10;

function Name({ row, gone }) {
  if (gone) {
    return (
      <span class="row-title" dir="auto">
        {row.title}
      </span>
    );
  }
  return (
    <a class="row-title" href={`/video/${encodeURIComponent(row.videoId)}/`} dir="auto" title={row.title}>
      {row.title}
    </a>
  );
}

function Row({ row, rank, unit, lastWord }) {
  const item = knownItems.value.get(row.videoId);
  const gone = item === null;
  return (
    <li class="row top-row">
      <span class="top-rank">
        <span class="visually-hidden">Rank </span>
        {rank}
      </span>
      <Poster videoId={row.videoId} title={row.title} />
      <div class="row-text">
        <Name row={row} gone={gone} />
        <span class="row-meta">
          <strong>{plural(row.count, unit)}</strong>
          {row.lastAt !== null && (
            <span>
              {lastWord} <Ago at={row.lastAt} />
            </span>
          )}
          {gone && <span class="warn-text">not in the catalog any more</span>}
          {item?.reason && <span class="warn-text">{item.reason}</span>}
        </span>
      </div>
      {!gone && !item?.reason && (
        <AddButton title={row.title} times={counts.value.get(row.videoId) ?? 0} onAdd={() => addKnown(row.videoId, row.title)} />
      )}
    </li>
  );
}

/** `unit` is what is counted, `lastWord` what stands before the time of the last one ("last played"); `nothing` is said where there are no rows. */
export function TopList({ rows, unit, lastWord, label, nothing }) {
  const [all, setAll] = useState(false);
  const list = useRef(null);
  const ids = rows.map(({ videoId }) => videoId);
  useEffect(() => {
    lookUp(ids);
  }, [ids.join(" ")]);
  useEffect(() => {
    // the button that was pressed has gone: the reader goes on with the first of the new rows
    if (all) list.current?.children[AT_FIRST]?.querySelector("a, button")?.focus();
  }, [all]);
  if (!rows.length) return <div class="empty top-empty">{nothing}</div>;
  const shown = all ? rows : rows.slice(0, AT_FIRST);
  return (
    <>
      <ol class="top-list" aria-label={label} ref={list}>
        {shown.map((row, index) => (
          <Row key={row.videoId} row={row} rank={index + 1} unit={unit} lastWord={lastWord} />
        ))}
      </ol>
      {shown.length < rows.length && (
        <button type="button" class="button small top-more" onClick={() => setAll(true)}>
          Show all {rows.length}
        </button>
      )}
    </>
  );
}
