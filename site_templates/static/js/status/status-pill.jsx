/** One pill in the header: whether the service works; pressed, it says what that means. */

import { useState } from "preact/hooks";
import { inWords, standing } from "./health.js";
import { StatusDialog } from "./status-dialog.jsx";

export function StatusPill() {
  const [open, setOpen] = useState(false);
  if (standing.value.state === "unknown") return null;
  const { label, short, tone, means } = inWords();
  return (
    <>
      <button
        type="button"
        class="status-pill"
        data-tone={tone}
        data-state={standing.value.state}
        title={means}
        aria-label={`Status: ${label}`}
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
      >
        <span class="status-long">{label}</span>
        <span class="status-short">{short}</span>
      </button>
      {open && <StatusDialog onClose={() => setOpen(false)} />}
    </>
  );
}
