/** How long the code still works, and from when a new one can be asked for. */

import { stopwatch } from "../lib/time.js";
import { secondsUntil } from "./sign-in-flow.js";
import { useNow } from "./use-now.js";

export function CodeWait({ flow, onAgain }) {
  const now = useNow();
  const left = flow.sent ? secondsUntil(flow.sent.expiresAt, now) : 0;
  const again = secondsUntil(flow.resendAt, now);
  return (
    <div class="sign-in-facts">
      {flow.sent && (
        <span class="countdown">{left ? `The code works for ${stopwatch(left)} more.` : "The code has expired."}</span>
      )}
      <button type="button" class="link-button" disabled={again > 0 || flow.busy} onClick={onAgain}>
        {again > 0 ? `New code in ${stopwatch(again)}` : "Send a new code"}
      </button>
    </div>
  );
}
