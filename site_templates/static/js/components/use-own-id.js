/** An id for an element, as useId() gives; Preact's own are unique in one tree, and a page of ours has several. */

import { useState } from "preact/hooks";

let serial = 0;

export function useOwnId() {
  const [id] = useState(() => `own-${(serial += 1)}`);
  return id;
}
