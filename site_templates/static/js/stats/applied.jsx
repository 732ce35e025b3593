/** How often a playlist was applied, and when last: for the blessed, asked once it comes into sight. */

import { useEffect, useRef, useState } from "preact/hooks";
import { hasRole } from "../account/session.js";
import { Ago } from "../components/ago.jsx";
import { plural } from "../lib/text.js";
import { numbersOf } from "./playlist-numbers.js";

/** True once the element has been near the window. */
function useSeen(element) {
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    const observer = new IntersectionObserver(
      (entries) => entries.some(({ isIntersecting }) => isIntersecting) && setSeen(true),
      { rootMargin: "200px" },
    );
    observer.observe(element.current);
    return () => observer.disconnect();
  }, []);
  return seen;
}

function Numbers({ id }) {
  const numbers = numbersOf(id).value;
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
  const seen = useSeen(place);
  return (
    <span class="applied" ref={place}>
      {seen && <Numbers id={id} />}
    </span>
  );
}

export const Applied = ({ id }) => (hasRole("blessed") ? <Asking id={id} /> : null);
