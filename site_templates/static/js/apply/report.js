/** A job as plain text, to be pasted where somebody can help. */

import { byState, headline, outcome } from "./job.js";
import { modeName } from "./modes.js";

const line = (text) => text.replace(/\s+/g, " ").trim();

/** `moment(ms)` writes a time for this viewer; `address` is the link to the job. */
export function asReport(job, { moment, address }) {
  const { failed, skipped, pending } = byState(job.items);
  const about = ({ title, videoId, reason }) => line(`${title} (${videoId ?? "no id"})${reason ? `: ${reason}` : ""}`);
  const group = (title, items) => (items.length ? ["", `${title}:`, ...items.map((item) => `- ${about(item)}`)] : []);
  return [
    line(headline(job)),
    outcome(job),
    `${modeName(job.mode)}; asked for by ${job.requestedBy} ${moment(job.createdAt)}`,
    job.verified ? "The live queue was compared with the plan: it is as planned." : null,
    address,
    ...group("Failed", failed),
    ...group("Left out", skipped),
    ...group("Not reached", pending),
    "",
  ]
    .filter((text) => text !== null)
    .join("\n");
}
