/** A working playlist as a link and as plain text. */

import { stopwatch } from "./time.js";

const VIDEO_ID = /^[A-Za-z0-9_-]{1,64}$/;
const PREFIX = "#playlist=";

/** The fragment that carries the list: `#playlist=ID.ID.ID`; a fragment is never sent to a server. */
export const shareFragment = (entries) => PREFIX + entries.map(({ videoId }) => videoId).join(".");

/** The video_ids in a fragment, in order; [] where it carries no list. */
export function sharedIds(fragment) {
  if (!fragment.startsWith(PREFIX)) return [];
  return fragment.slice(PREFIX.length).split(".").filter((id) => VIDEO_ID.test(id));
}

/** One line an entry: `1. The Blob [1:26:03] (b1oBx9QqA)`; line breaks in titles become spaces. */
export function asText(entries) {
  const line = ({ title, durationSeconds, videoId }, index) =>
    `${index + 1}. ${title.replace(/\s+/g, " ")} [${stopwatch(durationSeconds)}] (${videoId})`;
  return entries.map(line).join("\n") + (entries.length ? "\n" : "");
}
