/** This address has just been blocked, because somebody here asked for it. */

import { useEffect, useRef } from "preact/hooks";
import { closeSignIn, momentText } from "./sign-in.js";

export function BlockedStep({ flow }) {
  const leave = useRef(null);
  useEffect(() => leave.current.focus(), []);
  return (
    <div class="sign-in">
      <p role="alert">
        Nobody can sign in from this address until {momentText(Date.parse(flow.blockedUntil))}. Browsing and your list go
        on. If it was a mistake, ask an admin to lift the block.
      </p>
      <div class="dialog-actions">
        <button type="button" class="button" ref={leave} autofocus onClick={closeSignIn}>
          Close
        </button>
      </div>
    </div>
  );
}
