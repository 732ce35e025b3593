/** What moves in the header of every page: what plays, the status, and who is signed in. */

import { effect } from "@preact/signals";
import { render } from "preact";
import { AccountButton } from "../account/account-button.jsx";
import { isAdmin, lookAtSession, session, watchSession } from "../account/session.js";
import { watchLikes } from "../likes/likes.js";
import { NowSlot } from "../likes/now-slot.jsx";
import { watchNowPlaying } from "../queue/now-playing.js";
import { health, watchHealth } from "../status/health.js";
import { StatusPill } from "../status/status-pill.jsx";

/** The link is in every page, and shown to those who may use it. */
function showAdminLink() {
  const link = document.querySelector("[data-admin-link]");
  effect(() => {
    link.hidden = !isAdmin.value;
  });
}

/** Who is signed in is asked once the service has answered, so that a site without one is asked once. */
function askWhenThereIsSomebody() {
  effect(() => {
    if (health.value && !session.peek().known) lookAtSession();
  });
}

/** On a phone the menu scrolls: where one is has to be in sight. */
function showWhereOneIs() {
  const link = document.querySelector(".site-nav [aria-current]");
  if (link) link.parentElement.scrollLeft = link.offsetLeft - link.parentElement.offsetLeft - link.offsetWidth;
}

export function startHeader() {
  showWhereOneIs();
  render(<NowSlot />, document.getElementById("now-slot"));
  render(<StatusPill />, document.getElementById("status-slot"));
  render(<AccountButton />, document.getElementById("account-slot"));
  showAdminLink();
  watchSession();
  askWhenThereIsSomebody();
  watchNowPlaying();
  watchLikes();
  return watchHealth();
}
