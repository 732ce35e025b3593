/** The address of this page, as its own program changes it. */

import { createAddressWriter } from "../lib/address-writer.js";

const writer = createAddressWriter({ history, later: (run, ms) => setTimeout(run, ms) });

/** Shows `address` ("/stats/?window=7d") as this page's; `push`: it is a step for the Back button. */
export const writeAddress = writer.write;

/** Keeps Back and Forward from being overwritten by an address that could not be written before. */
export const watchBack = () => addEventListener("popstate", writer.forget);
