/** Starts the admin page. */

import { render } from "preact";
import { AdminPage } from "../admin/admin-page.jsx";

export function startAdmin() {
  const root = document.getElementById("admin-app");
  root.replaceChildren();
  render(<AdminPage />, root);
}
