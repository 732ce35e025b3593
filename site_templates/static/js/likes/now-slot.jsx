/** In the header: what plays, and the heart beside it; nothing where nobody knows. */

import { NowPlayingLink } from "../queue/now-playing-link.jsx";
import { nowPlaying } from "../queue/now-playing.js";
import { LikeButton } from "./like-button.jsx";

export function NowSlot() {
  if (!nowPlaying.value) return null;
  return (
    <>
      <NowPlayingLink />
      <LikeButton compact />
    </>
  );
}
