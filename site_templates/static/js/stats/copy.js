/** The copy of the statistics that the worker leaves beside the site, for when the service is away. */

const COPY = "/live/stats.json";

/** Rejects where there is none. The browser keeps it, and asks only whether it has changed. */
export async function fetchCopy() {
  const reply = await fetch(COPY, { cache: "no-cache" });
  if (!reply.ok) throw new Error(`there is no ${COPY}: ${reply.status}`);
  return reply.json();
}
