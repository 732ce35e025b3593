/** Counts the changes made on this page, so that the audit trail shows them at once. */

import { signal } from "@preact/signals";

export const changesMade = signal(0);
export const changeMade = () => (changesMade.value += 1);
