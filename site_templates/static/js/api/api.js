/** This page's client: at the page's own origin, or where the page says the API is. */

import { createClient } from "./client.js";

const base = document.documentElement.dataset.api ?? "";
const elsewhere = base !== "" && new URL(base, location.href).origin !== location.origin;

export const api = createClient({
  root: `${base}/api/v1`,
  fetch: (...request) => fetch(...request),
  credentials: elsewhere ? "include" : "same-origin",
});
