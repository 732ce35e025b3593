/** The marathon page: sources, method, preview. */

import { useEffect } from "preact/hooks";
import { listing, loadList } from "../../state/saved-playlists.js";
import { redoStep, undoStep } from "../../state/marathon.js";
import { undoOnKeys } from "../../state/undo-keys.js";
import { PermissionNotice, SourceNotice } from "../playlists/service-notices.jsx";
import { SaveDialog } from "../save-dialog.jsx";
import { Method } from "./method.jsx";
import { Preview } from "./preview.jsx";
import { Sources } from "./sources.jsx";

function ListFailed() {
  return (
    <div class="notice notice-bad" role="alert">
      <span>The saved playlists could not be read. {listing.value.problem}</span>
      <button type="button" class="button small" onClick={loadList}>
        Try again
      </button>
    </div>
  );
}

export function MarathonPage() {
  const { state, source, asOf } = listing.value;
  useEffect(() => undoOnKeys({ undo: undoStep, redo: redoStep }), []);
  return (
    <>
      <div class="page-head">
        <h1>Marathon</h1>
        <p class="page-sub">One long list out of several playlists.</p>
      </div>
      <div class="marathon-notices">
        {state === "failed" && <ListFailed />}
        <SourceNotice source={source} asOf={asOf} onRetry={loadList} />
        {source !== "file" && <PermissionNotice what="to generate and save a marathon" />}
      </div>
      <div class="marathon">
        <div class="marathon-settings">
          <Sources />
          <Method />
        </div>
        <Preview />
      </div>
      <SaveDialog />
    </>
  );
}
