/** What the statistics page shows, as its address says it: `?window=7d&show=likes`. */

/** The windows of days the service counts by: what it calls each, and what people do. */
export const WINDOWS = [
  ["7d", "7 days"],
  ["30d", "30 days"],
  ["365d", "365 days"],
  ["all", "All time"],
];

/** What the chart can show: its key in the address, its name, and the field of a day it sums. */
export const MEASURES = [
  ["plays", "Plays", "itemsPlayed"],
  ["hours", "Hours", "secondsPlayed"],
  ["queued", "Queued", "itemsQueued"],
  ["likes", "Likes", "likes"],
];

const USUAL = { window: "30d", measure: "plays" };
const oneOf = (choices, wanted, usual) => (choices.some(([key]) => key === wanted) ? wanted : usual);

/** @returns {{window: string, measure: string}} what nobody knows counts as not said */
export function parseStatsView(search) {
  const parameters = new URLSearchParams(search);
  return {
    window: oneOf(WINDOWS, parameters.get("window"), USUAL.window),
    measure: oneOf(MEASURES, parameters.get("show"), USUAL.measure),
  };
}

/** The query string of a view, "" for the usual one. Equal views give equal text. */
export function formatStatsView({ window, measure }) {
  const parameters = new URLSearchParams();
  if (window !== USUAL.window) parameters.set("window", window);
  if (measure !== USUAL.measure) parameters.set("show", measure);
  const text = parameters.toString();
  return text ? `?${text}` : "";
}

/** "in the last 30 days", or "so far" where there is no first day. */
export const inWindow = (window) =>
  window === "all" ? "so far" : `in the last ${WINDOWS.find(([key]) => key === window)[1]}`;
