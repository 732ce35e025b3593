/** Doing something whose refusal is shown in a message, where no form is there to show it. */

import { toast } from "../state/toast.js";

/** The result of `act()`, or undefined where the service refused: then a message says why. */
export async function attempt(act) {
  try {
    return await act();
  } catch (error) {
    if (error.name !== "ApiError") throw error;
    toast(error.detail);
    return undefined;
  }
}
