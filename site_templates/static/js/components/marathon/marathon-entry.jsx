/** What the preview shows of one entry: source, episode, length, when it would run. */

import { episodeCode } from "../../lib/marathon-settings.js";
import { EntryFacts, EntryTitle } from "../playlist-entry.jsx";
import { LabelChip } from "./label-chip.jsx";

/** For OrderedList: `detail` is the place of the first entry with the same item, or undefined. */
export const marathonRenderer = ({ spanOf }) =>
  function renderMarathonEntry(item, detail) {
    return (
      <div class="source">
        <LabelChip label={item.label} />
        <span class="entry">
          <EntryTitle entry={item} />
          <EntryFacts entry={item} span={spanOf(item.key)} first={detail}>
            {item.episode && <span class="badge">{episodeCode(item.episode)}</span>}
            {item.reason && <span class="warn-text">Cannot be queued: {item.reason}</span>}
          </EntryFacts>
        </span>
      </div>
    );
  };
