/** What the preview shows of one entry: source, episode, length, when it would run. */

import { episodeCode } from "../../lib/marathon-settings.js";
import { stopwatch } from "../../lib/time.js";
import { entryDetail } from "../playlist-entry.jsx";
import { LabelChip } from "./label-chip.jsx";

/** `detail` is "span|place of the first" as made by `entryDetail`. */
export function renderMarathonEntry(item, detail) {
  const [span, first] = detail.split("|");
  return (
    <div class="source">
      <LabelChip label={item.label} />
      <span class="entry">
        <a class="row-title entry-title" href={`/video/${item.videoId}/`} dir="auto" title={item.title}>
          {item.title}
        </a>
        <span class="entry-facts">
          {item.episode && <span class="badge">{episodeCode(item.episode)}</span>}
          <span>{span}</span>
          <span>{item.durationSeconds === null ? "unknown length" : stopwatch(item.durationSeconds)}</span>
          {first && <span class="badge badge-warn">same as {first}</span>}
          {item.reason && <span class="warn-text">Cannot be queued: {item.reason}</span>}
        </span>
      </span>
    </div>
  );
}

export const detailsOf = (entries, clock, times, repeated) =>
  new Map(entries.map(({ key }, index) => [key, entryDetail(clock, times, index, repeated.get(key))]));
