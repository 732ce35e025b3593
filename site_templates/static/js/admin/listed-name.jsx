/** One name of a list: who put it there, when, and a way to take it off. */

import { ago } from "../lib/time.js";
import { nowMinute } from "../state/clock.js";

const addedAgo = (at) => ago(Date.parse(at), nowMinute.value);

export function ListedName({ user, title, onRemove }) {
  const { username, added_by: addedBy, added_at: addedAt } = user;
  return (
    <li class="admin-row">
      <strong>{username}</strong>
      <span class="admin-facts">
        {addedAt ? `by ${addedBy}, ${addedAgo(addedAt)}` : "by the setting ADMINS, and removed only there"}
      </span>
      {addedAt && (
        <button type="button" class="button small" aria-label={`Remove ${username} from ${title.toLowerCase()}`} onClick={onRemove}>
          Remove
        </button>
      )}
    </li>
  );
}
