/** What is playing, large: poster, title, who queued it, and where it stands, second by second. */

import { useNow } from "../account/use-now.js";
import { stopwatch } from "../lib/time.js";
import { LikeButton } from "../likes/like-button.jsx";
import { displayTitle } from "../search/display-title.js";
import { clock } from "../state/clock.js";
import { away, queue } from "./queue-feed.js";
import { nowPlaying } from "./now-playing.js";
import { Poster } from "./poster.jsx";
import { elapsedAt } from "./queue-model.js";
import { Title } from "./title.jsx";

function Playhead() {
  useNow();
  const { item, toldAt } = nowPlaying.value;
  const elapsed = elapsedAt(item, toldAt, performance.now());
  if (elapsed === null) return <p class="playhead-times">How far it is cannot be told.</p>;
  if (item.seconds === null) {
    return (
      <p class="playhead-times">
        <span class="mono">{stopwatch(Math.floor(elapsed))}</span>
        <span>Its length is unknown: it stays until somebody moves on.</span>
      </p>
    );
  }
  const left = item.seconds - elapsed;
  return (
    <>
      <div class="playhead" aria-hidden="true">
        <span class="playhead-done" style={{ width: `${(100 * elapsed) / item.seconds}%` }} />
      </div>
      <p class="playhead-times">
        <span>
          <span class="mono">{stopwatch(Math.floor(elapsed))}</span>
          <span class="muted"> of {stopwatch(item.seconds)}</span>
        </span>
        <span>
          <span class="mono">−{stopwatch(Math.ceil(left))}</span>
          <span class="muted"> ends {clock.at(Date.now() + left * 1000, Date.now())}</span>
        </span>
      </p>
    </>
  );
}

function Nothing() {
  return (
    <section class="now-card now-card-empty" aria-label="Now playing">
      <p class="now-kicker">Now playing</p>
      <p class="now-title">Nothing</p>
      <p class="muted">The queue is empty. The next item that is queued starts by itself.</p>
      <p class="now-like">
        <LikeButton />
      </p>
    </section>
  );
}

/** While the queue is out of reach: what played when it was last known, without a clock. */
function Before({ item }) {
  return (
    <section class="now-card now-card-stale" aria-label="Played last, as far as known">
      <Poster videoId={item.videoId} title={displayTitle(item.title)} />
      <div class="now-text">
        <p class="now-kicker">Played when last known</p>
        <h2 class="now-title">
          <Title entry={item} />
        </h2>
      </div>
    </section>
  );
}

export function NowPlayingCard() {
  const known = queue.value;
  if (!known) return null;
  if (away.value) return known.nowPlaying ? <Before item={known.nowPlaying} /> : null;
  const item = known.nowPlaying;
  if (!item) return known.entries.length ? null : <Nothing />;
  const entry = known.entries.find(({ uid }) => uid === item.uid);
  return (
    <section class="now-card" aria-label="Now playing">
      <Poster videoId={item.videoId} title={displayTitle(item.title)} />
      <div class="now-text">
        <p class="now-kicker">
          <span class="now-dot" aria-hidden="true" /> Now playing
        </p>
        <h2 class="now-title">
          <Title entry={item} />
        </h2>
        {entry?.queuedBy && (
          <p class="muted">
            Queued by <span dir="auto">{entry.queuedBy}</span>
            {entry.temp && " · leaves the queue when it has played"}
          </p>
        )}
        {nowPlaying.value && <Playhead />}
        {nowPlaying.value && (
          <p class="now-like">
            <LikeButton />
          </p>
        )}
      </div>
    </section>
  );
}
