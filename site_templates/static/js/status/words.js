/** What the status means for people, and what an admin can do about it. */

const SAVING = "Saving, likes, statistics and the queue come back by themselves as soon as the service does.";

const STATES = {
  unknown: { short: "Looking…", tone: "quiet", means: "The service has not answered yet." },
  online: { short: "Online", tone: "good", means: "Everything works: browsing, saving playlists, the queue and sign-in." },
  "read-only": {
    short: "Read-only",
    tone: "warn",
    cause: "NATS is down",
    means: "Browsing, your list and saved playlists work. Nothing reaches the channel, and nobody can sign in, until NATS is back.",
    admin: "Start nats-server, or look at its log; the setting NATS_URL says where it is looked for. The service reconnects by itself.",
  },
  "no-robot": {
    short: "Robot disconnected",
    tone: "warn",
    means: "Browsing, your list and saved playlists work. The queue cannot be changed and no sign-in codes can be sent until the robot is back in the channel.",
  },
  offline: {
    short: "Offline",
    tone: "bad",
    cause: "the service does not answer",
    means: `Browsing and your list go on. ${SAVING}`,
    admin: "Start the action API (gunicorn), or look at its log and at the web server in front of it.",
  },
  "no-network": {
    short: "Offline",
    tone: "bad",
    cause: "this device has no network",
    means: `The catalog and your list are stored on this device: go on. ${SAVING}`,
  },
  browsing: {
    short: "Browsing only",
    tone: "quiet",
    means: "You can search the catalog and build a list here. There is no service behind this site now that could save playlists or fill the queue.",
    admin: "Where there should be one: start the action API, and let the web server hand /api to it.",
  },
};

/**
 * @param {{state: string, since: number|null}} memory
 * @param {object|null} health the service's last answer
 * @param {(ms: number) => string} time a moment as a clock shows it
 * @returns {{label: string, short: string, tone: string, means: string, admin: string[]}}
 */
export function statusWords({ state, since }, health, time) {
  const { short, tone, cause, means, admin } = STATES[state] ?? STATES.unknown;
  const dated = since !== null && (tone === "warn" || tone === "bad") ? `${short} since ${time(since)}` : short;
  return {
    label: cause ? `${dated}: ${cause}` : dated,
    short,
    tone,
    means,
    admin: [sentence(state === "no-robot" ? health?.robot : state === "read-only" ? health?.nats : null), admin].filter(Boolean),
  };
}

/** The service's own words begin small where they follow a colon in a log. */
function sentence(text) {
  if (!text) return null;
  const whole = text[0].toUpperCase() + text.slice(1);
  return /[.!?]$/.test(whole) ? whole : `${whole}.`;
}
