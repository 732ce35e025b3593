/** What the service worker does with a request: pure, so that it can be tested without one. */

const HASHED = /^\/(assets|search)\//;

/**
 * @param {{method: string, url: string, mode: string}} request
 * @param {string} origin our own
 * @returns {"ignore"|"page"|"pointer"|"hashed"|"copy"|"file"}
 *   ignore = left to the browser; page = network, then what is stored, then the offline page;
 *   pointer = network, then stored; hashed = stored, then network; file = network, then stored;
 *   copy = what the service leaves beside the site: network, then what came last
 */
export function route({ method, url, mode }, origin) {
  const { pathname, origin: from } = new URL(url);
  if (method !== "GET" || from !== origin) return "ignore";
  if (pathname.startsWith("/api/") || pathname === "/sw.js" || pathname === "/metrics") return "ignore";
  if (pathname === "/catalog.json") return "pointer";
  if (HASHED.test(pathname)) return "hashed";
  if (pathname.startsWith("/live/")) return "copy";
  return mode === "navigate" ? "page" : "file";
}

/** Stored names that may go: all of ours but the new release's and the one before it. */
export function outdatedCaches(names, current, previous) {
  return names.filter(
    (name) => name.startsWith("shell-") && name !== current && name !== previous,
  );
}
