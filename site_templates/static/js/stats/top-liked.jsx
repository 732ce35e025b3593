/** What was liked most: told to the blessed; everybody else is told why not. */

import { session } from "../account/session.js";
import { openSignIn } from "../account/sign-in.js";
import { includesRole } from "../account/roles.js";
import { useResource } from "../api/use-resource.js";
import { ProblemNotice } from "../components/problem-notice.jsx";
import { readLiked } from "./read.js";
import { MOST_ROWS, stats, view } from "./stats-feed.js";
import { TopList } from "./top-list.jsx";
import { inWindow } from "./view.js";

function Closed() {
  const { username } = session.value;
  if (username) {
    return (
      <p class="notice">
        <span>
          {username}, likes are counted for those who make the playlists: the role blessed is needed to see them. Yours
          count all the same.
        </span>
      </p>
    );
  }
  return (
    <div class="notice">
      <span>Likes are counted for those who make the playlists. Sign in with a blessed name to see them.</span>
      <button type="button" class="button small" onClick={() => openSignIn({ why: "to see what was liked most" })}>
        Sign in
      </button>
    </div>
  );
}

function Liked({ window }) {
  const { data, error, reload } = useResource(`/likes/top?window=${window}&limit=${MOST_ROWS}`);
  if (error) return <ProblemNotice error={error} onRetry={reload} />;
  if (!data) return <p class="page-sub">Counting the likes…</p>;
  return (
    <TopList
      rows={data.items.map(readLiked)}
      unit="like"
      lastWord="last liked"
      label={`Liked most ${inWindow(window)}`}
      nothing={<p>Nobody has liked anything {inWindow(window)}. Viewers like what plays with the heart beside it, or with !like in chat.</p>}
    />
  );
}

export function TopLiked() {
  const { known, role } = session.value;
  // while the service is away nobody can be told from anybody else
  const { source } = stats.value;
  if (source !== "live") return <p class="page-sub">Likes are shown when {source === "nats" ? "NATS" : "the service"} is back.</p>;
  if (!known) return <p class="page-sub">Looking who is signed in…</p>;
  return includesRole(role, "blessed") ? <Liked window={view.value.window} /> : <Closed />;
}
