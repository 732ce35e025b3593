/** One saved playlist: opened, read, edited, saved. */

import { useEffect } from "preact/hooks";
import { hasRole } from "../../account/session.js";
import { opened, openPlaylist } from "../../state/editors.js";
import { go } from "../../state/playlists-view.js";
import { problem, saveCopy } from "../../state/saving.js";
import { undoOnKeys } from "../../state/undo-keys.js";
import { ConflictNotice } from "./conflict-notice.jsx";
import { EditorAside } from "./editor-aside.jsx";
import { EditorHead } from "./editor-head.jsx";
import { EditorList } from "./editor-list.jsx";
import { EditorNotices } from "./editor-notices.jsx";
import { PageHeading } from "./page-heading.jsx";
import { SaveBar } from "./save-bar.jsx";

function Back() {
  const back = (event) => {
    event.preventDefault();
    go({ id: null });
  };
  return (
    <nav class="breadcrumb" aria-label="Breadcrumb">
      <a href="/playlists/" onClick={back}>
        Playlists
      </a>
    </nav>
  );
}

function Failed({ id, problem: error }) {
  const gone = error.code === "not_found";
  return (
    <div class="empty">
      <PageHeading text={gone ? "There is no such playlist" : "The playlist could not be read"} />
      <p>{gone ? "It may have been deleted since the link was made." : error.detail}</p>
      <div class="empty-ways">
        {!gone && (
          <button type="button" class="button primary" onClick={() => openPlaylist(id)}>
            Try again
          </button>
        )}
        <button type="button" class="button" onClick={() => go({ id: null })}>
          All playlists
        </button>
      </div>
    </div>
  );
}

function Editor({ entry }) {
  const { editor } = entry;
  const { source, asOf } = editor.base.value;
  useEffect(() => {
    problem.value = null;
    return undoOnKeys(editor);
  }, [editor]);
  // what was changed before the rights or the service went stays to be saved
  const editable = (hasRole("blessed") && source !== "file") || editor.dirty.value;
  return (
    <article class="editor">
      <EditorHead editor={editor} editable={editable} source={source} />
      <EditorNotices editor={editor} source={source} asOf={asOf} editable={editable} />
      <ConflictNotice editor={editor} onCopy={() => saveCopy(editor)} />
      <div class="editor-layout">
        <EditorList editor={editor} editable={editable} />
        {editable && <EditorAside editor={editor} />}
      </div>
      {editable && <SaveBar editor={editor} />}
    </article>
  );
}

export function EditorView({ id }) {
  useEffect(() => {
    openPlaylist(id);
  }, [id]);
  const entry = opened.value;
  return (
    <>
      <Back />
      {entry.id === id && entry.state === "ready" && <Editor entry={entry} />}
      {entry.id === id && entry.state === "failed" && <Failed {...entry} />}
      {(entry.id !== id || entry.state === "loading") && <p class="page-sub saved-loading">Opening the playlist…</p>}
    </>
  );
}
