/** In the header: what the channel is playing, as a link to the queue; nothing where nobody knows. */

import { displayTitle } from "../search/display-title.js";
import { nowPlaying } from "./now-playing.js";

export function NowPlayingLink() {
  const item = nowPlaying.value?.item;
  if (!item) return null;
  const title = displayTitle(item.title);
  return (
    <a class="now-link" href="/queue/" title={`Now playing: ${title}`}>
      <span class="now-dot" aria-hidden="true" />
      <span class="visually-hidden">Now playing: </span>
      <span class="now-link-title" dir="auto">
        {title}
      </span>
    </a>
  );
}
