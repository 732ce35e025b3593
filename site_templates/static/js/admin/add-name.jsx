/** A form for one CyTube name; what is wrong with it stands under the field. */

import { useRef, useState } from "preact/hooks";

/** `refuse(name)` says what is wrong before asking; `onAdd(name)` may throw an ApiError. */
export function AddName({ id, label, refuse, onAdd }) {
  const field = useRef(null);
  const [wrong, setWrong] = useState(null);
  const [busy, setBusy] = useState(false);

  async function send(name) {
    setBusy(true);
    try {
      await onAdd(name);
      field.current.value = "";
      return null;
    } catch (error) {
      if (error.name !== "ApiError") throw error;
      return error.detail;
    } finally {
      setBusy(false);
    }
  }
  async function onSubmit(event) {
    event.preventDefault();
    if (busy) return;
    const name = field.current.value.trim();
    setWrong(refuse(name) ?? (await send(name)));
    field.current.focus();
  }
  return (
    <form class="admin-add" onSubmit={onSubmit} noValidate>
      <div class="field">
        <label for={id}>{label}</label>
        <input
          id={id}
          ref={field}
          placeholder="CyTube name"
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          aria-invalid={wrong !== null}
          aria-describedby={`${id}-wrong`}
        />
      </div>
      <button class="button" aria-disabled={busy}>
        Add
      </button>
      <p id={`${id}-wrong`} class="field-error" role="alert">
        {wrong}
      </p>
    </form>
  );
}
