/** Asks for a playlist's name; a name that is taken offers its three ways out. */

import { useState } from "preact/hooks";
import { session } from "../account/session.js";
import { explainSave } from "../lib/save-problems.js";
import { plural } from "../lib/text.js";
import { saveText } from "../state/download.js";
import { asked, closeSaveDialog, signInAndReturn } from "../state/save-dialog.js";
import { fetchPlaylist, linkTo } from "../state/saved-playlists.js";
import { Dialog } from "./dialog.jsx";

/** What the service says, and the buttons that lead on from there. */
function Problem({ problem, request, name }) {
  if (!problem) return null;
  return (
    <div class="notice notice-bad" role="alert" id="name-problem">
      <span>{problem.text}</span>
      {problem.kind === "sign-in" && (
        <button type="button" class="button small" onClick={() => signInAndReturn(name)}>
          Sign in
        </button>
      )}
      {problem.kind === "away" && request.ids && (
        <button type="button" class="button small" onClick={() => saveText(`${request.ids.join("\n")}\n`, "playlist.txt")}>
          Save as a text file
        </button>
      )}
    </div>
  );
}

function Taken({ taken, request, busy, onStore }) {
  const { existing, suggestion, text } = taken;
  return (
    <div class="taken" role="alert">
      <p id="name-problem">{existing ? `There is a playlist “${existing.name}” already.` : text}</p>
      <div class="taken-ways">
        <button type="button" class="button primary" disabled={busy} onClick={() => onStore(() => request.store(suggestion))}>
          Save as “{suggestion}”
        </button>
        <a class="button" href={linkTo(taken.existingId)}>
          Open the existing one
        </a>
        {request.overwrite && existing && (
          <button type="button" class="button danger" disabled={busy} onClick={() => onStore(() => request.overwrite(existing))}>
            Overwrite it ({plural(existing.itemCount, "item")} by {existing.updatedBy})
          </button>
        )}
      </div>
    </div>
  );
}

function Questions({ request }) {
  const [name, setName] = useState(request.name);
  const [problem, setProblem] = useState(null);
  const [busy, setBusy] = useState(false);
  const taken = problem?.kind === "taken" ? problem : null;

  const onStore = async (store) => {
    setBusy(true);
    setProblem(null);
    try {
      const saved = await store();
      closeSaveDialog();
      request.onSaved(saved);
    } catch (error) {
      if (error.name !== "ApiError") throw error;
      const found = explainSave(error);
      const existing = found.kind === "taken" ? await fetchPlaylist(found.existingId).catch(() => null) : null;
      setProblem({ ...found, existing });
      setBusy(false);
    }
  };
  const submit = (event) => {
    event.preventDefault();
    if (!name.trim()) setProblem({ kind: "other", text: "A playlist needs a name." });
    else onStore(() => request.store(name.trim()));
  };
  const change = (event) => {
    setName(event.currentTarget.value);
    setProblem(null);
  };
  return (
    <form class="field" onSubmit={submit} noValidate>
      <label for="playlist-name">Name</label>
      <input
        id="playlist-name"
        value={name}
        maxLength={100}
        autoComplete="off"
        autoFocus
        aria-invalid={Boolean(problem)}
        aria-describedby={problem ? "name-problem" : undefined}
        onInput={change}
        onFocus={(event) => event.currentTarget.select()}
      />
      {taken ? (
        <Taken taken={taken} request={request} busy={busy} onStore={onStore} />
      ) : (
        <Problem problem={problem} request={request} name={name} />
      )}
      {!session.value.username && session.value.known && !problem && (
        <p class="field-hint">You are not signed in: saving will ask you to.</p>
      )}
      <div class="dialog-actions">
        <button type="button" class="button" onClick={closeSaveDialog}>
          Cancel
        </button>
        <button type="submit" class={taken ? "button" : "button primary"} disabled={busy}>
          {busy ? "Saving…" : request.label}
        </button>
      </div>
    </form>
  );
}

/** Shown as long as something is asked (see state/save-dialog.js). */
export function SaveDialog() {
  const request = asked.value;
  if (!request) return null;
  return (
    <Dialog title={request.title} onClose={closeSaveDialog}>
      <Questions key={request} request={request} />
    </Dialog>
  );
}
