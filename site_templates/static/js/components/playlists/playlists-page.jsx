/** The playlists page: all of them, or the one its address names. */

import { view } from "../../state/playlists-view.js";
import { SaveDialog } from "../save-dialog.jsx";
import { EditorView } from "./editor-view.jsx";
import { ImportDialog } from "./import-dialog.jsx";
import { ListView } from "./list-view.jsx";

export function PlaylistsPage() {
  const { id } = view.value;
  return (
    <>
      {id ? <EditorView key={id} id={id} /> : <ListView />}
      <ImportDialog />
      <SaveDialog />
    </>
  );
}
