/** "Played 4 times, most recently 3 days ago" on the page of an item. */

import { render } from "preact";
import { Ago } from "../components/ago.jsx";
import { plural } from "../lib/text.js";
import { playsOf, watchPlays } from "./plays.js";

function PlayedFact({ videoId }) {
  const known = playsOf.value(videoId);
  if (!known) return null;
  return (
    <>
      Played {plural(known.plays, "time")}, most recently <Ago at={known.lastAt} />
    </>
  );
}

/** Fills the places the page has for it. */
export function showPlayed() {
  const places = document.querySelectorAll("[data-played]");
  for (const place of places) render(<PlayedFact videoId={place.dataset.played} />, place);
  if (places.length) watchPlays();
}
