/** The one message of a page whose queue is out of reach. */

const WORDS = {
  nats: ["NATS is down", "NATS is back"],
  robot: ["The robot is not in the channel", "it is back"],
  service: ["The service does not answer", "it does"],
  queue: ["The robot cannot tell the queue just now", "it can"],
};

/** @param {"nats"|"robot"|"service"|"queue"} away @param {string|null} time when the queue was last known */
export function awayWords(away, time) {
  const [what, until] = WORDS[away];
  const shown = time ? `The queue below is as it was at ${time}. ` : "";
  return `${what}. ${shown}Nothing can be changed until ${until}; this page goes on by itself then.`;
}
