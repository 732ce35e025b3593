/** What lies over every page: the toast, the shortcuts dialog, and the keys that work everywhere. */

import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { commandOf } from "../lib/shortcuts.js";
import { redoAndTell, undoAndTell } from "./playlist-tools.jsx";
import { ShortcutsDialog } from "./shortcuts-dialog.jsx";
import { Toast } from "./toast.jsx";

const helpShown = signal(false);

function focusSearch() {
  const field = document.querySelector("[data-search-shortcut]");
  field?.focus();
  field?.select();
}

const COMMANDS = {
  search: focusSearch,
  help: () => (helpShown.value = true),
  undo: undoAndTell,
  redo: redoAndTell,
};

function onKeyDown(event) {
  if (event.defaultPrevented || document.querySelector("dialog[open]")) return;
  const { target } = event;
  const typing = target.isContentEditable || target.matches?.("input, textarea, select");
  const command = commandOf(event, typing);
  if (!command) return;
  event.preventDefault();
  COMMANDS[command]();
}

export function Overlays() {
  useEffect(() => {
    addEventListener("keydown", onKeyDown);
    return () => removeEventListener("keydown", onKeyDown);
  }, []);
  return (
    <>
      <Toast />
      {helpShown.value && <ShortcutsDialog onClose={() => (helpShown.value = false)} />}
    </>
  );
}
