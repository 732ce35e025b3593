/** What happened to this user's own edits while NATS was down, until it is dismissed. */

import { effect, signal } from "@preact/signals";
import { session } from "../../account/session.js";
import { api } from "../../api/api.js";
import { go } from "../../state/playlists-view.js";
import { toast } from "../../state/toast.js";
import { linkTo } from "../../state/saved-playlists.js";

const notices = signal([]);

/** Asks again whenever somebody else is signed in. */
export function watchNotices() {
  let user = null;
  effect(() => {
    const { username } = session.value;
    if (username === user) return;
    user = username;
    notices.value = [];
    if (username) load();
  });
}

async function load() {
  try {
    notices.value = (await api.get("/notices")).notices;
  } catch (error) {
    // without the service there is nothing to tell yet: the page says that it is away
    if (error.name !== "ApiError") throw error;
  }
}

async function dismiss(notice) {
  try {
    await api.delete(`/notices/${encodeURIComponent(notice.id)}`);
    notices.value = notices.value.filter(({ id }) => id !== notice.id);
  } catch (error) {
    if (error.name !== "ApiError") throw error;
    toast(`The note stays for now. ${error.detail}`);
  }
}

function Look({ playlist, children }) {
  const follow = (event) => {
    event.preventDefault();
    go({ id: playlist.id });
  };
  return (
    <a class="button small" href={linkTo(playlist.id)} onClick={follow}>
      {children}
    </a>
  );
}

export function UserNotices() {
  return notices.value.map((notice) => (
    <div class="notice notice-warn" key={notice.id}>
      <span>{notice.detail}</span>
      {notice.playlist && <Look playlist={notice.playlist}>Open “{notice.playlist.name}”</Look>}
      {notice.copy && <Look playlist={notice.copy}>Open your version</Look>}
      <button type="button" class="button small" onClick={() => dismiss(notice)}>
        Dismiss
      </button>
    </div>
  ));
}
