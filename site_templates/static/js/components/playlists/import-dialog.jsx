/** Import by pasting: text in, a report per line, and only then something done with it. */

import { hasRole } from "../../account/session.js";
import { explainSave } from "../../lib/save-problems.js";
import { plural } from "../../lib/text.js";
import { checkText, closeImport, importing, openImport, typeImport } from "../../state/import.js";
import { useItems } from "../../state/playlist-actions.js";
import { asEditor, saveAsNew } from "../../state/save-dialog.js";
import { Dialog } from "../dialog.jsx";
import { ImportReport } from "./import-report.jsx";

export { openImport };

function Paste({ text, state, problem }) {
  const submit = (event) => {
    event.preventDefault();
    if (!text.trim()) return;
    // whoever is signed in without the role is told here, where they look
    if (hasRole("viewer")) checkText();
    else asEditor("to import", checkText);
  };
  return (
    <form class="field" onSubmit={submit}>
      <label for="import-text">One title, video_id or address on each line, or an export of ours</label>
      <textarea
        id="import-text"
        rows={9}
        autoFocus
        spellcheck={false}
        placeholder={"The Blob\nb1oBx9QqA\nhttps://…/view?m=b1oBx9QqA"}
        value={text}
        onInput={(event) => typeImport(event.currentTarget.value)}
      />
      {problem && (
        <p class="notice notice-bad" role="alert">
          <span>{problem.away ? "The service that looks the lines up does not answer: the text stays here, try again in a moment." : explainSave(problem).text}</span>
        </p>
      )}
      <div class="dialog-actions">
        <button type="button" class="button" onClick={closeImport}>
          Cancel
        </button>
        <button type="submit" class="button primary" disabled={state === "checking" || !text.trim()}>
          {state === "checking" ? "Checking…" : "Check"}
        </button>
      </div>
    </form>
  );
}

function Uses({ items, onUse }) {
  const name = plural(items.length, "imported item");
  const finish = (act) => {
    closeImport();
    act();
  };
  if (onUse) {
    return (
      <button type="button" class="button primary" disabled={!items.length} onClick={() => finish(() => onUse(items))}>
        Add {plural(items.length, "item")}
      </button>
    );
  }
  const save = () => saveAsNew({ ids: items.map(({ videoId }) => videoId), title: `Save ${name}` });
  return (
    <>
      <button type="button" class="button" disabled={!items.length} onClick={() => finish(() => useItems(items, name, "append"))}>
        Add to my list
      </button>
      <button type="button" class="button primary" disabled={!items.length || !hasRole("blessed")} onClick={() => finish(save)}>
        Save as a playlist…
      </button>
    </>
  );
}

export function ImportDialog() {
  const current = importing.value;
  if (!current) return null;
  const { text, state, lines, items, problem, onUse } = current;
  return (
    <Dialog title="Import" onClose={closeImport}>
      {state === "checked" ? (
        <>
          <ImportReport lines={lines} />
          <div class="dialog-actions">
            <button type="button" class="button" onClick={() => typeImport(text)}>
              Back to the text
            </button>
            <Uses items={items} onUse={onUse} />
          </div>
        </>
      ) : (
        <Paste text={text} state={state} problem={problem} />
      )}
    </Dialog>
  );
}
