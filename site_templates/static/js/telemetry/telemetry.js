/** This page's measuring: how long searches take, and whether they lead to something. Nothing personal. */

import { api } from "../api/api.js";
import { standing } from "../status/health.js";
import { createRecorder, SILENT, STORAGE_KEY } from "./recorder.js";

const THERE = new Set(["online", "read-only", "no-robot"]);

/** Whether this browser asks not to be tracked: by Global Privacy Control, or the older header. */
const declines = () => navigator.globalPrivacyControl === true || navigator.doNotTrack === "1";

function tabStorage() {
  try {
    return window.sessionStorage;
  } catch {
    // storage forbidden by the browser's settings: each page is then a visit of its own
    return null;
  }
}

/** Without the session's cookie: the service must not learn whose times these are. */
const send = (body) =>
  fetch(api.url("/telemetry"), {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
    credentials: "omit",
    cache: "no-store",
    // it outlives the page it tells of
    keepalive: true,
  }).then(
    (reply) => reply.ok,
    // nobody waits for it, and the status pill says that the service is away
    () => false,
  );

function chosen() {
  const storage = tabStorage();
  if (declines()) {
    // the wish may be younger than the visit
    storage?.removeItem(STORAGE_KEY);
    return SILENT;
  }
  return createRecorder({
    storage,
    now: Date.now,
    send,
    reachable: () => THERE.has(standing.value.state),
    later: (run, ms) => setTimeout(run, ms),
  });
}

export const telemetry = chosen();

let timesHidden = 0;

addEventListener("pagehide", () => telemetry.flush());
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState !== "hidden") return;
  timesHidden += 1;
  telemetry.flush();
});

/** Measures from a keystroke (its event's timeStamp) until what was just found is on the screen. */
export function measureSearch(startedAt) {
  const before = timesHidden;
  requestAnimationFrame(() => {
    // a message sent in a frame is heard when that frame has been painted
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      // a page nobody sees paints nothing
      if (before === timesHidden) telemetry.searchTook(performance.now() - startedAt);
    };
    port2.postMessage(null);
  });
}
