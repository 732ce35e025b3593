/** For every page that shows a saved playlist: opens the dialog that puts it on the queue. */

import { render } from "preact";
import { ApplyDialog } from "./apply-dialog.jsx";
import { openApplyFlow } from "./apply-flow.js";

let root = null;

/**
 * @param {{playlistId: string, name: string, unsaved?: boolean}} what a saved playlist; unsaved
 *   changes are not applied, which is said where there are any
 */
export function openApply(what) {
  if (!root) {
    root = document.createElement("div");
    document.getElementById("overlay-root").after(root);
    render(<ApplyDialog />, root);
  }
  openApplyFlow(what);
}
