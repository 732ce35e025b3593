/** All saved playlists: filtered as one types, sorted, each with what can be done with it. */

import { arrange, ORDERS } from "../../lib/saved-playlists.js";
import { number } from "../../lib/text.js";
import { saveMyList } from "../../state/save-dialog.js";
import { listing, loadList } from "../../state/saved-playlists.js";
import { playlist } from "../../state/playlist.js";
import { go, view } from "../../state/playlists-view.js";
import { Icon } from "../icon.jsx";
import { openImport } from "./import-dialog.jsx";
import { ListRow } from "./list-row.jsx";
import { PageHeading } from "./page-heading.jsx";
import { PermissionNotice, SourceNotice } from "./service-notices.jsx";
import { Trash } from "./trash.jsx";
import { UserNotices } from "./user-notices.jsx";

function Head() {
  const count = playlist.entries.value.length;
  return (
    <div class="page-head saved-head">
      <PageHeading text="Playlists" />
      <div class="saved-head-actions">
        <button type="button" class="button" onClick={() => openImport({})}>
          Import…
        </button>
        {count > 0 && (
          <button type="button" class="button primary" onClick={saveMyList}>
            Save my list ({number(count)})…
          </button>
        )}
      </div>
    </div>
  );
}

function Controls() {
  const { text, order } = view.value;
  return (
    <form class="saved-controls" role="search" aria-label="Playlists" onSubmit={(event) => event.preventDefault()}>
      <div class="search-field">
        <Icon name="search" />
        <label class="visually-hidden" for="saved-filter">
          Filter by name or maker
        </label>
        <input
          id="saved-filter"
          type="search"
          placeholder="Filter by name or maker"
          autoComplete="off"
          spellcheck={false}
          value={text}
          data-search-shortcut
          onInput={(event) => go({ text: event.currentTarget.value })}
        />
      </div>
      <label class="saved-sort">
        <span>Sort by</span>
        <select value={order} onChange={(event) => go({ order: event.currentTarget.value })}>
          {Object.entries(ORDERS).map(([key, [name]]) => (
            <option value={key}>{name}</option>
          ))}
        </select>
      </label>
    </form>
  );
}

function Nothing({ text, total }) {
  if (text) {
    return (
      <div class="empty">
        <h2 dir="auto">No playlist fits “{text}”</h2>
        <button type="button" class="button" onClick={() => go({ text: "" })}>
          Show all {number(total)}
        </button>
      </div>
    );
  }
  return (
    <div class="empty">
      <h2>No playlist is saved yet</h2>
      <p>Build a list in the catalog, mix a marathon, or import one by pasting titles.</p>
      <div class="empty-ways">
        <a class="button primary" href="/">
          Open the catalog
        </a>
        <button type="button" class="button" onClick={() => openImport({})}>
          Import…
        </button>
      </div>
    </div>
  );
}

function Rows() {
  const { state, playlists, problem } = listing.value;
  const { text, order } = view.value;
  if (state === "failed") {
    return (
      <div class="notice notice-bad" role="alert">
        <span>
          {problem} Your own list is not touched by this: <a href="/">go on in the catalog</a>.
        </span>
        <button type="button" class="button small" onClick={loadList}>
          Try again
        </button>
      </div>
    );
  }
  if (state === "loading") return <p class="page-sub saved-loading">Looking for the playlists…</p>;
  const shown = arrange(playlists, text, order);
  return (
    <>
      <p class="results-count" role="status">
        <strong>{number(shown.length)}</strong> of {number(playlists.length)}
      </p>
      {shown.length === 0 && <Nothing text={text} total={playlists.length} />}
      <ul class="saved-list" aria-label="Playlists">
        {shown.map((one) => (
          <ListRow key={one.id} playlist={one} readOnly={listing.value.source === "file"} />
        ))}
      </ul>
    </>
  );
}

export function ListView() {
  const { source, asOf } = listing.value;
  return (
    <div class="saved">
      <Head />
      <UserNotices />
      <SourceNotice source={source} asOf={asOf} onRetry={loadList} />
      {source !== "file" && <PermissionNotice what="to save and change them" />}
      <Controls />
      <Rows />
      {source !== "file" && <Trash />}
    </div>
  );
}
