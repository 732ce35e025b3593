/** The heart beside what plays. */

import { Icon } from "../components/icon.jsx";
import { useOwnId } from "../components/use-own-id.js";
import { number, plural } from "../lib/text.js";
import { displayTitle } from "../search/display-title.js";
import { like, likeNow } from "./likes.js";

/** `compact`: without words, for the header. */
export function LikeButton({ compact = false }) {
  const { item, liked, count, busy, whyNot } = like.value;
  const reason = useOwnId();
  const title = item ? displayTitle(item.title) : null;
  const word = liked ? "Liked" : "Like";
  const counted = count === null ? "" : `, ${plural(count, "like")}`;
  return (
    <>
      <button
        type="button"
        class={compact ? "like like-compact" : "button like"}
        aria-pressed={liked}
        aria-disabled={whyNot !== null || undefined}
        aria-busy={busy || undefined}
        aria-describedby={whyNot ? reason : undefined}
        title={whyNot ?? (liked ? `You liked ${title}` : `Like ${title}`)}
        onClick={likeNow}
      >
        <Icon name="heart" />
        <span class="visually-hidden">{[word, title].filter(Boolean).join(" ") + counted}</span>
        {!compact && <span aria-hidden="true">{word}</span>}
        {count !== null && (
          <span class="like-count" aria-hidden="true">
            {number(count)}
          </span>
        )}
      </button>
      {whyNot && (
        <span id={reason} class={compact ? "visually-hidden" : "muted like-reason"}>
          {whyNot}
        </span>
      )}
    </>
  );
}
