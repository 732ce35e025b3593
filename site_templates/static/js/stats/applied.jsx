/** How often a playlist was applied, and when last: for the blessed, asked once it comes into sight. */

import { useEffect, useRef } from "preact/hooks";
import { hasRole } from "../account/session.js";
import { Ago } from "../components/ago.jsx";
import { plural } from "../lib/text.js";
import { playlistNumbers } from "./playlist-numbers.js";

/** Asks while the element is near the window. */
function useAsking(element, id) {
  useEffect(() => {
    const observer = new IntersectionObserver(
      (entries) => (entries.at(-1).isIntersecting ? playlistNumbers.see(id) : playlistNumbers.leave(id)),
      { rootMargin: "200px" },
    );
    observer.observe(element.current);
    return () => {
      observer.disconnect();
      playlistNumbers.leave(id);
    };
  }, [id]);
}

function Numbers({ id }) {
  const numbers = playlistNumbers.of(id).value;
  if (!numbers) return null;
  if (!numbers.applies) return "never applied";
  return (
    <>
      applied {plural(numbers.applies, "time")}
      {numbers.lastAt !== null && (
        <>
          , most recently <Ago at={numbers.lastAt} />
        </>
      )}
    </>
  );
}

function Asking({ id }) {
  const place = useRef(null);
  useAsking(place, id);
  return (
    <span class="applied" ref={place}>
      <Numbers id={id} />
    </span>
  );
}

export const Applied = ({ id }) => (hasRole("blessed") ? <Asking id={id} /> : null);
