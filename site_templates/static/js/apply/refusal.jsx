/** Why it is refused, with the button that leads on. */

import { asked, signInAgain, workOut } from "./apply-flow.js";

function Step({ problem }) {
  if (problem.kind === "sign-in") {
    return (
      <button type="button" class="button small" onClick={signInAgain}>
        Sign in
      </button>
    );
  }
  if (problem.kind === "running") {
    return (
      <a class="button small" href={problem.jobId ? `/queue/?job=${encodeURIComponent(problem.jobId)}` : "/queue/"}>
        Watch it
      </a>
    );
  }
  if (problem.kind === "empty") {
    return (
      <a class="button small" href={`/playlists/?id=${encodeURIComponent(asked.value.playlistId)}`}>
        Open the playlist
      </a>
    );
  }
  if (problem.kind === "gone") {
    return (
      <a class="button small" href="/playlists/">
        All playlists
      </a>
    );
  }
  if (problem.kind !== "retry") return null;
  return (
    <button type="button" class="button small" onClick={workOut}>
      Try again
    </button>
  );
}

export function Refusal({ problem }) {
  return (
    <div class="notice notice-bad" role="alert">
      <span>{problem.text}</span>
      <Step problem={problem} />
    </div>
  );
}
