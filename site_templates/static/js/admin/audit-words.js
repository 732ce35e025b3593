/** The audit trail for people: actions in words, and finding in it. */

const ACTIONS = {
  "blessed.add": "blessed",
  "blessed.remove": "took the blessing from",
  "admins.add": "made admin",
  "admins.remove": "took admin from",
  "ip-block.add": "blocked",
  "ip-block.lift": "lifted the block of",
  "catalog.refresh": "asked for a catalog refresh",
};
const VIA = {
  web: "on the site",
  pm: "by private message",
  "command line": "on the command line",
  "nats command": "by a command over NATS",
};
/** What these act on is an id that says nothing to people. */
const NO_SUBJECT = new Set(["catalog.refresh"]);

/** What was done: "blessed bob"; an action without words of its own is shown as it is. */
export function whatOf({ action, subject }) {
  const words = ACTIONS[action] ?? action;
  return NO_SUBJECT.has(action) || !subject ? words : `${words} ${subject}`;
}

export const viaOf = ({ via }) => VIA[via] ?? via;

/** The first parts of the actions there are, sorted: "admins", "blessed", … */
export const kindsOf = (events) => [...new Set(events.map(({ action }) => action.split(".")[0]))].sort();

/** Events of one kind ("" = all) that hold each of the words somewhere, whatever the case. */
export function filtered(events, { kind, text }) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return events.filter((event) => {
    if (kind && event.action.split(".")[0] !== kind) return false;
    const whole = [event.actor, event.subject, event.detail, event.action, whatOf(event), viaOf(event)].join("\n").toLowerCase();
    return words.every((word) => whole.includes(word));
  });
}
