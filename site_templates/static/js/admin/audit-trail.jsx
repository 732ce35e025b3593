/** Who changed what and when, the newest first, with a filter. */

import { useEffect, useState } from "preact/hooks";
import { momentText } from "../account/sign-in.js";
import { useResource } from "../api/use-resource.js";
import { ProblemNotice } from "../components/problem-notice.jsx";
import { plural } from "../lib/text.js";
import { filtered, kindsOf, viaOf, whatOf } from "./audit-words.js";
import { changesMade } from "./trail-changed.js";

const FIRST = 100;
const MOST = 1000;

function Event({ event }) {
  return (
    <tr>
      <td>
        <time datetime={event.at}>{momentText(Date.parse(event.at))}</time>
      </td>
      <td>
        <strong>{event.actor}</strong> <span class="admin-facts">{viaOf(event)}</span>
      </td>
      <td>
        {whatOf(event)}
        {event.detail && <span class="admin-facts"> ({event.detail})</span>}
      </td>
    </tr>
  );
}

function Filter({ kinds, filter, onFilter }) {
  return (
    <div class="admin-filter">
      <div class="field">
        <label for="audit-text">Find in the trail</label>
        <input
          id="audit-text"
          type="search"
          placeholder="A name, an address, a word"
          autocomplete="off"
          spellcheck={false}
          onInput={(event) => onFilter({ ...filter, text: event.currentTarget.value })}
        />
      </div>
      <div class="field">
        <label for="audit-kind">Kind</label>
        <select id="audit-kind" onChange={(event) => onFilter({ ...filter, kind: event.currentTarget.value })}>
          <option value="">all kinds</option>
          {kinds.map((kind) => (
            <option key={kind} value={kind}>
              {kind}
            </option>
          ))}
        </select>
      </div>
    </div>
  );
}

function Events({ events }) {
  return (
    <div class="admin-table" role="region" aria-label="Audit trail, table" tabindex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">When</th>
            <th scope="col">Who</th>
            <th scope="col">What</th>
          </tr>
        </thead>
        <tbody>
          {events.map((event, index) => (
            <Event key={`${event.at} ${index}`} event={event} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function AuditTrail() {
  const [limit, setLimit] = useState(FIRST);
  const trail = useResource(`/admin/audit?limit=${limit}`);
  const [filter, setFilter] = useState({ kind: "", text: "" });
  useEffect(() => {
    if (changesMade.value) trail.reload();
  }, [changesMade.value]);
  const all = trail.data?.events ?? [];
  const events = filtered(all, filter);
  return (
    <section class="admin-section admin-wide" aria-labelledby="audit-title">
      <h2 id="audit-title">Audit trail</h2>
      {trail.error && <ProblemNotice error={trail.error} onRetry={trail.reload} />}
      <Filter kinds={kindsOf(all)} filter={filter} onFilter={setFilter} />
      <p class="page-sub" role="status">
        {trail.data ? `${plural(events.length, "change")}${events.length < all.length ? ` of ${all.length}` : ""}` : ""}
      </p>
      {events.length > 0 && <Events events={events} />}
      {all.length === limit && limit < MOST && (
        <p>
          <button type="button" class="button" onClick={() => setLimit(MOST)}>
            Older changes
          </button>
        </p>
      )}
    </section>
  );
}
