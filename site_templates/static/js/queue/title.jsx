/** The title of an entry: a link where the catalog has a page for it. */

import { displayTitle } from "../search/display-title.js";

export function Title({ entry, class: name }) {
  const text = displayTitle(entry.title);
  if (entry.videoId === null) {
    return (
      <span class={name} dir="auto" title={entry.title}>
        {text}
      </span>
    );
  }
  return (
    <a class={name} href={`/video/${entry.videoId}/`} dir="auto" title={entry.title}>
      {text}
    </a>
  );
}
