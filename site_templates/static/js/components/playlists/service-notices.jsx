/** What a reader should know first: where the playlists come from, and what one may do with them. */

import { session } from "../../account/session.js";
import { openSignIn } from "../../account/sign-in.js";
import { clock, nowMinute } from "../../state/clock.js";

const when = (asOf) => (asOf ? clock.at(Date.parse(asOf), nowMinute.value) : "an earlier time");

/** `source` as in state/saved-playlists.js; nothing where the playlists are those of this moment. */
export function SourceNotice({ source, asOf, onRetry }) {
  if (source === "local") {
    return (
      <p class="notice notice-warn">
        <span>
          NATS is down: these are this server's copies, as of {when(asOf)}. Changes are saved on this server and
          will be merged when NATS is back; where somebody else changed the same playlist, both versions stay.
        </span>
      </p>
    );
  }
  if (source !== "file") return null;
  return (
    <div class="notice notice-warn">
      <span>
        The service that saves playlists does not answer: this is its copy, as of {when(asOf)}, to read and to load
        into your list. Your list goes on; save it when the service is back.
      </span>
      <button type="button" class="button small" onClick={onRetry}>
        Try again
      </button>
    </div>
  );
}

/** Why nothing can be changed, and the way out. `what` ends "Sign in …". */
export function PermissionNotice({ what }) {
  const { known, username, role } = session.value;
  if (!known || role === "blessed" || role === "admin") return null;
  if (username) {
    return (
      <p class="notice">
        <span>
          {username}, you may read playlists and load them into your list. The role blessed is needed {what}: ask an
          admin of the channel.
        </span>
      </p>
    );
  }
  return (
    <div class="notice">
      <span>Everybody may read playlists and load them into a list. Sign in {what}.</span>
      <button type="button" class="button small" onClick={() => openSignIn({ why: what })}>
        Sign in
      </button>
    </div>
  );
}
