/** Starts the statistics page. */

import { render } from "preact";
import { followStats } from "../stats/stats-feed.js";
import { StatsPage } from "../stats/stats-page.jsx";

export function startStats() {
  const root = document.getElementById("stats-app");
  root.replaceChildren();
  followStats();
  render(<StatsPage />, root);
}
