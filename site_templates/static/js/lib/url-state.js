/** What is being looked for, as an address: `?q=blob&c=horror&c=1980s&mode=all`. */

/** Keystrokes nearer together than this are one step for the Back button. */
const TYPING_PAUSE_MS = 1500;

/** @returns {{query: string, categories: string[], mode: "any"|"all"}} slugs, sorted, once each */
export function parseSearch(search) {
  const parameters = new URLSearchParams(search);
  const slugs = parameters.getAll("c").filter((slug) => slug !== "");
  return {
    query: parameters.get("q") ?? "",
    categories: [...new Set(slugs)].sort(),
    mode: parameters.get("mode") === "all" ? "all" : "any",
  };
}

/** The query string for a state, "" for the whole catalog. Equal states give equal text. */
export function formatSearch({ query, categories, mode }) {
  const parameters = new URLSearchParams();
  if (query) parameters.set("q", query);
  for (const slug of [...categories].sort()) parameters.append("c", slug);
  if (mode === "all") parameters.set("mode", "all");
  const text = parameters.toString();
  return text ? `?${text}` : "";
}

/** Whether a change is a new step for Back ("push"), goes into the last ("replace"), or is none. */
export function historyAction(before, after, msSinceTyping) {
  if (formatSearch(before) === formatSearch(after)) return "none";
  const sameFilters = formatSearch({ ...before, query: "" }) === formatSearch({ ...after, query: "" });
  return sameFilters && msSinceTyping < TYPING_PAUSE_MS ? "replace" : "push";
}

/** The categories with one switched on or off. */
export function toggled(categories, slug) {
  return categories.includes(slug)
    ? categories.filter((other) => other !== slug)
    : [...categories, slug].sort();
}
