/** Asks for a place in the list as a number. */

import { useState } from "preact/hooks";
import { typedPosition } from "../../lib/reorder.js";
import { Dialog } from "../dialog.jsx";

export function PositionDialog({ title, index, total, onChoose, onClose }) {
  const [text, setText] = useState(String(index + 1));
  const [wrong, setWrong] = useState(false);
  const submit = (event) => {
    event.preventDefault();
    const to = typedPosition(text, total);
    if (to === null) setWrong(true);
    else onChoose(to);
  };
  return (
    <Dialog title="Move to position" onClose={onClose}>
      <form onSubmit={submit} class="field" noValidate>
        <label for="position" dir="auto">
          Where should {title} stand, from 1 to {total}?
        </label>
        <input
          id="position"
          inputMode="numeric"
          value={text}
          aria-invalid={wrong}
          aria-describedby={wrong ? "position-error" : undefined}
          onInput={(event) => setText(event.currentTarget.value)}
          onFocus={(event) => event.currentTarget.select()}
          autoFocus
        />
        {wrong && (
          <p class="field-error" id="position-error" role="alert">
            Type a whole number from 1 to {total}.
          </p>
        )}
        <div class="dialog-actions">
          <button type="button" class="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" class="button primary">
            Move
          </button>
        </div>
      </form>
    </Dialog>
  );
}
