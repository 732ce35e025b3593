/** Notices that the site has a newer catalog than the page shows. Never reloads by itself. */

import { signal } from "@preact/signals";

const CHECK_EVERY_MS = 10 * 60 * 1000;
const AT_MOST_EVERY_MS = 20 * 1000;

export const newerSnapshot = signal(false);

/** @param {string} shownId the snapshot the page was made from */
export function watchFreshness(shownId) {
  let checkedAt = -Infinity;

  async function look() {
    try {
      const reply = await fetch("/catalog.json", { cache: "no-cache" });
      const { snapshot_id: id } = await reply.json();
      newerSnapshot.value = Boolean(id) && id !== shownId;
    } catch {
      // offline or between two releases: the next look tells
    }
  }

  function check() {
    if (document.visibilityState !== "visible" || !navigator.onLine) return;
    if (performance.now() - checkedAt < AT_MOST_EVERY_MS) return;
    checkedAt = performance.now();
    look();
  }

  // the page may be one that the browser kept from days ago
  look();
  addEventListener("focus", check);
  document.addEventListener("visibilitychange", check);
  setInterval(check, CHECK_EVERY_MS);
}
