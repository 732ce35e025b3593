/** Puts another item in the place of one, first of all those with a title like it. */

import { itemsOf } from "../../state/catalog-on-demand.js";
import { Dialog } from "../dialog.jsx";
import { FindItems } from "./find-items.jsx";

function Suggestions({ suggestions, onChoose }) {
  const choose = async (suggested) => {
    const [known] = await itemsOf([suggested.videoId]);
    onChoose(known ?? { ...suggested, durationSeconds: null, reason: null });
  };
  return (
    <>
      <h3>With a title like it</h3>
      <ul class="find-hits">
        {suggestions.map((item) => (
          <li key={item.videoId}>
            <span class="entry-title" dir="auto">
              {item.title}
            </span>
            <button type="button" class="button small" onClick={() => choose(item)}>
              Use this
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

export function ReplaceDialog({ entry, onChoose, onClose }) {
  const { title, reason, suggestions = [] } = entry;
  return (
    <Dialog title="Replace the item" onClose={onClose}>
      <p class="replace-what" dir="auto">
        {title}
        {reason && <span class="warn-text"> Cannot be queued: {reason}</span>}
      </p>
      {suggestions.length > 0 && <Suggestions suggestions={suggestions} onChoose={onChoose} />}
      <FindItems id="replace-find" label="Or search the catalog" verb="Use" onChoose={onChoose} />
    </Dialog>
  );
}
