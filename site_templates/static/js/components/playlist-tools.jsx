/** Undo, redo, and what can be done with the whole list. */

import { asText, shareFragment } from "../lib/share.js";
import { announce } from "../state/announce.js";
import { copyText, saveText } from "../state/download.js";
import { clearPlaylist, playlist, removeDuplicates, repeated } from "../state/playlist.js";
import { toast } from "../state/toast.js";
import { IconButton } from "./icon-button.jsx";
import { MenuButton } from "./menu-button.jsx";

const LONGEST_LINK = 8000;

export function undoAndTell() {
  const label = playlist.undoLabel.value;
  if (label === null) return;
  playlist.undo();
  announce(`Undid ${label}`);
}

export function redoAndTell() {
  const label = playlist.redoLabel.value;
  if (label === null) return;
  playlist.redo();
  announce(`Redid ${label}`);
}

function share() {
  const link = `${location.origin}/${shareFragment(playlist.entries.value)}`;
  if (link.length > LONGEST_LINK) {
    toast("The list is too long for a link: export it as text, or save it as a playlist.");
  } else copyText(link, "Link to this list");
}

function choices() {
  const entries = playlist.entries.value;
  const empty = entries.length === 0;
  return [
    { label: "Copy link to this list", disabled: empty, run: share },
    { label: "Copy as text", disabled: empty, run: () => copyText(asText(entries), "List") },
    { label: "Save as a text file", disabled: empty, run: () => saveText(asText(entries), "playlist.txt") },
    { label: "Remove duplicates", apart: true, disabled: !repeated.value.size, run: removeDuplicates },
    { label: "Clear the list", disabled: empty, run: clearPlaylist },
  ];
}

export function PlaylistTools() {
  const [undo, redo] = [playlist.undoLabel.value, playlist.redoLabel.value];
  return (
    <span class="panel-tools">
      <IconButton icon="undo" label={undo ? `Undo ${undo}` : "Undo"} disabled={!undo} onClick={undoAndTell} />
      <IconButton icon="redo" label={redo ? `Redo ${redo}` : "Redo"} disabled={!redo} onClick={redoAndTell} />
      <MenuButton label="List actions" choices={choices} />
    </span>
  );
}
